/**
 * The random port: ids and epochs from a strong source, jitter from any. The simulation seeds it.
 */

/** Source of randomness. */
export interface Random {
  /** An id that cannot be guessed: at least 128 bits as URL-safe text. */
  id(): string;
  /** A number from 0 up to, but not including, 1: for jitter. */
  fraction(): number;
}
