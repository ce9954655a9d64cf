/**
 * The one Buffer that stands for "nothing": an empty message or a missing reason costs no memory.
 */

/** Has no bytes, so that nobody can change it. */
export const EMPTY: Buffer = Buffer.alloc(0);
