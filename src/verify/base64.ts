/** Padded base64 (RFC 4648 section 4) in its one canonical form; `undefined` for anything else. */
export const bytesOf = (text: string): Uint8Array | undefined => {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

export const base64Of = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
