const rotated = (x: number, by: number): number => (x << by) | (x >>> (32 - by))

/** Four characters as one number, the first one lowest; beyond the end there is nothing. */
const wordAt = (text: string, at: number, end: number): number => {
  let word = 0
  for (let i = Math.min(end, at + 4) - 1; i >= at; i--) word = (word << 8) | text.charCodeAt(i)
  return word
}

/**
 * Of ASCII, what Postgres's `hashtext` tells: Bob Jenkins's lookup3. 32 bits with a sign, the same on every machine and in every
 * release (its own hash indexes depend on it).
 */
export const textHash = (text: string): number => {
  const { length } = text
  let a = (0x9e3779b9 + length + 3_923_095) | 0
  let [b, c] = [a, a]
  let at = 0
  for (; length - at >= 12; at += 12) {
    a = (a + wordAt(text, at, length)) | 0
    b = (b + wordAt(text, at + 4, length)) | 0
    c = (c + wordAt(text, at + 8, length)) | 0
    a = ((a - c) | 0) ^ rotated(c, 4)
    c = (c + b) | 0
    b = ((b - a) | 0) ^ rotated(a, 6)
    a = (a + c) | 0
    c = ((c - b) | 0) ^ rotated(b, 8)
    b = (b + a) | 0
    a = ((a - c) | 0) ^ rotated(c, 16)
    c = (c + b) | 0
    b = ((b - a) | 0) ^ rotated(a, 19)
    a = (a + c) | 0
    c = ((c - b) | 0) ^ rotated(b, 4)
    b = (b + a) | 0
  }
  a = (a + wordAt(text, at, length)) | 0
  b = (b + wordAt(text, at + 4, length)) | 0
  // The lowest byte of the last number is the length's.
  c = (c + (wordAt(text, at + 8, length) << 8)) | 0
  c = ((c ^ b) - rotated(b, 14)) | 0
  a = ((a ^ c) - rotated(c, 11)) | 0
  b = ((b ^ a) - rotated(a, 25)) | 0
  c = ((c ^ b) - rotated(b, 16)) | 0
  a = ((a ^ c) - rotated(c, 4)) | 0
  b = ((b ^ a) - rotated(a, 14)) | 0
  return ((c ^ b) - rotated(b, 24)) | 0
}
