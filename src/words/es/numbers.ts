import type { Words } from '../words.ts';

export const numbers: Words['numbers'] = { thousands: '.', decimal: ',', unlimited: 'ilimitado', year: 'a' };
