import type { Words } from '../words.ts';

export const demo: Words['demo'] = {
  notStarted: why => `la demostración no arrancó: ${why}`,
  notReady: seconds => `no estuvo lista en ${seconds} s`,
  notInstalled: name => `${name} no está instalado: apt-get install ${name}, o pip install ${name}`,
  endedSilently: 'terminó sin decir nada',
};
