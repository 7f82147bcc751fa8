/**
 * Protobuf written from its end to its beginning, so that the length of a message is known when it is to be written.
 * Each function puts its field in front of what is there.
 */
export interface BackwardsEncoder {
  number(field: number, value: bigint): void
  text(field: number, value: string): void
  bytes(field: number, value: Uint8Array): void
  /** What `write` puts, as one message. */
  message(field: number, write: () => void): void
  /** What has been put, and a fresh start. */
  take(): Buffer
}

const SEVEN_BITS = 0x80

export const backwardsEncoder = (): BackwardsEncoder => {
  let buffer = Buffer.allocUnsafe(4096)
  let at = buffer.length

  const makeRoom = (length: number): void => {
    if (at >= length) return
    const larger = Buffer.allocUnsafe(2 * (buffer.length + length))
    const used = buffer.length - at
    buffer.copy(larger, larger.length - used, at)
    at = larger.length - used
    buffer = larger
  }

  const varint = (value: number): void => {
    let length = 1
    for (let left = value; left >= SEVEN_BITS; left = Math.floor(left / SEVEN_BITS)) length += 1
    makeRoom(length)
    at -= length
    let left = value
    for (let index = 0; index < length; index += 1) {
      buffer[at + index] = (left % SEVEN_BITS) | (index + 1 < length ? SEVEN_BITS : 0)
      left = Math.floor(left / SEVEN_BITS)
    }
  }

  const bigVarint = (value: bigint): void => {
    if (value <= BigInt(Number.MAX_SAFE_INTEGER)) {
      varint(Number(value))
      return
    }
    // The greater part stands behind the lesser seven bits.
    bigVarint(value >> 7n)
    makeRoom(1)
    at -= 1
    buffer[at] = Number(value & 0x7fn) | SEVEN_BITS
  }

  const delimited = (field: number, length: number): void => {
    varint(length)
    varint((field << 3) | 2)
  }

  return {
    number: (field, value) => {
      bigVarint(value)
      varint(field << 3)
    },
    text: (field, value) => {
      const length = Buffer.byteLength(value)
      makeRoom(length)
      at -= length
      buffer.write(value, at, 'utf8')
      delimited(field, length)
    },
    bytes: (field, value) => {
      makeRoom(value.length)
      at -= value.length
      buffer.set(value, at)
      delimited(field, value.length)
    },
    message: (field, write) => {
      const before = buffer.length - at
      write()
      delimited(field, buffer.length - at - before)
    },
    take: () => {
      const taken = Buffer.from(buffer.subarray(at))
      at = buffer.length
      return taken
    },
  }
}
