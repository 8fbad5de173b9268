import type { NumberStyle } from '../../model/format.ts';

export const numbers: NumberStyle = { thousands: ',', decimal: '.', unlimited: 'unlimited', year: 'y' };
