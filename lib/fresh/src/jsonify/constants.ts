/** Values that JSON has no number for; real values are indexes from 0 on. */
export const UNDEFINED = -1;
export const NULL = -2;
export const NAN = -3;
export const INFINITY_POS = -4;
export const INFINITY_NEG = -5;
export const ZERO_NEG = -6;
export const HOLE = -7;
