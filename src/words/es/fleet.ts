import { formatDuration } from '../../model/format.ts';
import type { Words } from '../words.ts';

function list(named: readonly string[], more: number): string {
  const rest = [...named];
  const last = more > 0 ? `${more} más` : rest.pop()!;
  return rest.length === 0 ? last : `${rest.join(', ')} y ${last}`;
}

export const fleet: Words['fleet'] = {
  list,
  ages: (newest, oldest) => (newest === oldest ? newest : `entre ${newest} y ${oldest}`),
  down: (hosts, count, ages) => `${hosts}: ${count === 1 ? 'caído, visto' : 'caídos, vistos'} hace ${ages}.`,
  downUnknown: (hosts, count) => `${hosts}: ${count === 1 ? 'caído' : 'caídos'}, no se sabe nada más.`,
  stopped: (hosts, ages) => `fdtop se ha detenido en ${hosts}: última señal hace ${ages}.`,
  stuck: (hosts, ages) => `fdtop está atascado en ${hosts}: miró por última vez hace ${ages}.`,
  warns: warning => `Prometheus avisa: ${warning}.`,
  nothingKnown: 'aún no se sabe nada',
  allThisIs: seconds => `todo esto es de hace ${formatDuration(seconds)}`,
  noAnswer: (url, why, age) => `Prometheus ${url} no responde (${why}): ${age}.`,
  late: (url, seconds, age) => `Prometheus ${url} no responde desde hace ${seconds} s: ${age}.`,
  asking: url => `Preguntando a Prometheus ${url}.`,
  noSeries: url => `Prometheus ${url} no tiene series de fdtop: que recoja "fdtop metrics" de cada host.`,
  hosts: count => `${count} ${count === 1 ? 'host' : 'hosts'}`,
  allKey: 'cada host exporta lo que vigila su fdtop metrics: allí --match PATTERN muestra más',
  noneSelected: 'no hay ningún proceso seleccionado',
  unsafeName: name => `${name} no es un nombre que se pueda teclear sin riesgo: entra allí a mano`,
  elsewhere: 'este proceso corre en otro host',
  recording: 'esto es una grabación: lo que muestra ya pasó',
  otherTree: 'no se sabe: es otro árbol proc',
  noAnswerWithin: seconds => `sin respuesta en ${seconds} s`,
  tooLarge: most => `su respuesta pasa de ${most}`,
  says: what => `dice: ${what}`,
  noJson: status => `allí no responde un Prometheus (HTTP ${status}, sin JSON)`,
  noVector: 'allí no responde un Prometheus (ni vector ni matriz)',
  oddSeries: 'allí no responde un Prometheus (sus series no tienen la forma debida)',
  reasons: {
    ECONNREFUSED: 'conexión rechazada',
    ECONNRESET: 'conexión cortada',
    UND_ERR_SOCKET: 'conexión cerrada',
    ENOTFOUND: 'no existe ese host',
    EAI_AGAIN: 'ahora no se puede resolver el nombre',
    EHOSTUNREACH: 'no hay ruta al host',
    ENETUNREACH: 'no hay ruta a la red',
    ETIMEDOUT: 'se agotó el tiempo de conexión',
    UND_ERR_CONNECT_TIMEOUT: 'se agotó el tiempo de conexión',
  },
  cannotAsk: (url, why) => `no se puede preguntar a Prometheus ${url}: ${why}`,
};
