import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { bundleText, type ProofBundle } from '../../src/verify/bundle.js'
import { checkBundle } from '../../src/verify/checkBundle.js'
import { base64Of } from '../../src/verify/base64.js'
import { signedCheckpoint } from '../../src/verify/checkpoint.js'
import { newKeys, signingKeyOf, verifierKeyOf } from '../../src/verify/keys.js'
import { leafOf } from '../../src/verify/leaf.js'
import { leafHash } from '../../src/verify/tree.js'
import { naiveConsistency, naivePath } from '../support/proofs.js'
import { honestLog, signedAt } from '../support/tampering.js'

const keys = newKeys('comptoir')
const signing = signingKeyOf(keys.signing)!
const key = verifierKeyOf(keys.verifier)!
const log = honestLog(24)
const leaves = log.map((event) => leafHash(leafOf(event)))
const signed = signedAt(log)
const { origin } = signed
const note = signedCheckpoint(signed, signing)

const bundleOf = (...places: ReadonlyArray<number>): ProofBundle => ({
  format: 'comptoir-proof/1',
  subject: { kind: 'events' },
  checkpoint: note,
  events: places.map((at) => {
    const { position, revision, ...event } = log[at]!
    return {
      index: String(at),
      ...event,
      position: { commit: String(position.commit), prepare: String(position.prepare) },
      revision: String(revision),
      proof: naivePath(at, leaves).map(base64Of),
    }
  }),
})
const check = (text: string) => checkBundle(text, { key, origin })
const faultOf = (bundle: ProofBundle) => {
  const outcome = check(bundleText(bundle))
  return outcome.ok ? 'proven' : outcome.fault
}
const whole = bundleOf(3, 4, 5)
const [first, second] = whole.events
const withFirst = (more: object): ProofBundle => ({ ...whole, events: [{ ...first!, ...more }] })

describe('a bundle', () => {
  test('proves what is in the log, by the key and of the log that were asked for', () => {
    expect(check(bundleText(whole))).toMatchObject({ ok: true, checkpoint: { size: 24 } })
    expect(faultOf({ ...whole, subject: { kind: 'stream', id: 'order-1' } })).toBe('proven')
    expect(faultOf({ ...bundleOf(7), subject: { kind: 'event', id: log[7]!.id } })).toBe('proven')
  })

  const nodes = first!.proof
  const older = signedAt(log.slice(0, 7))
  const extending = {
    from: signedCheckpoint(older, signing),
    proof: naiveConsistency(7, leaves).map(base64Of),
  }
  test.each<readonly [string, string, ProofBundle]>([
    ['no event', 'NothingProven', { ...whole, events: [] }],
    ['no node', 'ProofTooShort', withFirst({ proof: [] })],
    ['a node too few', 'ProofTooShort', withFirst({ proof: nodes.slice(0, -1) })],
    ['a node too many', 'ProofTooLong', withFirst({ proof: [...nodes, nodes[0]] })],
    ['a node of another proof', 'RootDiffers', withFirst({ proof: nodes.with(0, nodes[1]!) })],
    ['nodes in another order', 'RootDiffers', withFirst({ proof: nodes.toReversed() })],
    [
      'a node of 31 bytes',
      'NodeUnreadable',
      withFirst({ proof: nodes.with(0, base64Of(new Uint8Array(31))) }),
    ],
    ['a node in other base64', 'NodeUnreadable', withFirst({ proof: nodes.with(0, `${nodes[0]} `) })],
    ['an event at another place', 'RootDiffers', withFirst({ index: '2' })],
    ['an event beyond the log', 'IndexOutside', withFirst({ index: '24' })],
    ['an event with other data', 'RootDiffers', withFirst({ data: '{"nr":4}' })],
    ['an event of another revision', 'RootDiffers', withFirst({ revision: '1' })],
    ['a separator in a field', 'BundleUnreadable', withFirst({ type: 'a\x1eb' })],
    ['a number that is written otherwise', 'BundleUnreadable', withFirst({ index: '03' })],
    ['a field that nobody knows', 'BundleUnreadable', withFirst({ more: '' })],
    ['events in another order', 'OrderBroken', { ...whole, events: [second!, first!] }],
    ['an event twice', 'OrderBroken', { ...whole, events: [first!, first!] }],
    ['other events than it says', 'SubjectDiffers', { ...whole, subject: { kind: 'stream', id: 'order-2' } }],
    ['two events for one', 'SubjectDiffers', { ...whole, subject: { kind: 'event', id: first!.id } }],
    [
      'a stream without its beginning',
      'SubjectDiffers',
      { ...bundleOf(4, 5), subject: { kind: 'stream', id: 'order-1' } },
    ],
    ['no checkpoint', 'CheckpointUnreadable', { ...whole, checkpoint: '' }],
    ['another size', 'SignatureInvalid', { ...whole, checkpoint: note.replace('\n24\n', '\n25\n') }],
    [
      'an older checkpoint that is no beginning',
      'RootDiffers',
      {
        ...whole,
        consistency: { ...extending, from: signedCheckpoint({ ...older, root: leaves[0]! }, signing) },
      },
    ],
    [
      'a node too few to an older checkpoint',
      'ProofTooShort',
      { ...whole, consistency: { ...extending, proof: extending.proof.slice(0, -1) } },
    ],
  ])('with %s is refused: %s', (_, fault, bundle) => {
    expect(faultOf(bundle)).toBe(fault)
  })

  test('tells that an older log is the beginning of this one', () => {
    expect(check(bundleText({ ...whole, consistency: extending }))).toMatchObject({
      ok: true,
      extended: { size: 7 },
    })
  })

  test('of another log, or by another key, is refused, also where the key has the same name', () => {
    const text = bundleText(whole)
    const refusal = (...asked: Parameters<typeof checkBundle>) => {
      const outcome = checkBundle(...asked)
      return outcome.ok ? 'proven' : outcome.fault
    }
    expect(refusal(text, { key, origin: `${origin}0` })).toBe('OriginDiffers')
    const other = verifierKeyOf(newKeys('comptoir').verifier)!
    expect(refusal(text, { key: other, origin })).toBe('SignerUnknown')
    expect(refusal(text, { key: { ...other, id: key.id }, origin })).toBe('SignatureInvalid')
  })

  test('is refused with anything before, between or after', () => {
    const text = bundleText(whole)
    for (const other of [`${text} `, `${text}\n`, ` ${text}`, text.trimEnd(), text.replace(':', ': '), ''])
      expect(check(other)).toMatchObject({ ok: false, fault: 'BundleUnreadable' })
    const doubled = text.replace('"subject"', '"format":"comptoir-proof/1","subject"')
    expect(check(doubled)).toMatchObject({ ok: false, fault: 'BundleUnreadable' })
  })

  test('is refused when any bit of it is another one', () => {
    const consistency = { from: signedCheckpoint(older, signing), proof: extending.proof }
    const texts = [bundleText(bundleOf(23)), bundleText({ ...bundleOf(6), consistency })].map((text) =>
      Buffer.from(text),
    )
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const taken: Array<string> = []
    let flips = 0
    for (const text of texts)
      for (let at = 0; at < text.length; at++)
        for (let bit = 0; bit < 8; bit++) {
          const flipped = Buffer.from(text)
          flipped[at] = flipped[at]! ^ (1 << bit)
          flips += 1
          try {
            if (check(decoder.decode(flipped)).ok) taken.push(`bit ${bit} of byte ${at}`)
          } catch (error) {
            // What is no UTF-8 is refused before.
            expect(error).toBeInstanceOf(TypeError)
          }
        }
    expect(taken).toEqual([])
    expect(flips).toBe(8 * texts.reduce((sum, { length }) => sum + length, 0))
  })
})

describe('keys', () => {
  test('are read back from their texts, and from nothing that was changed', () => {
    expect(signing.verifier.id).toBe(key.id)
    for (const text of [keys.verifier.replace('comptoir', 'other'), keys.verifier.slice(0, -1), '', 'a+b+c'])
      expect(verifierKeyOf(text)).toBeUndefined()
    expect(signingKeyOf(keys.signing.replace('comptoir', 'other'))).toBeUndefined()
    expect(signingKeyOf(keys.verifier)).toBeUndefined()
    expect(() => newKeys('two words')).toThrow(RangeError)
  })

  test('make the signature that Ed25519 makes: what another implementation signed is taken', () => {
    // Of RFC 8032 section 7.1, the first test: the seed, and its public key.
    const seed = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'
    const known = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'
    const named = Buffer.concat([Buffer.from('comptoir\n'), Buffer.from([1]), Buffer.from(known, 'hex')])
    const id = createHash('sha256').update(named).digest('hex').slice(0, 8)
    const body = Buffer.concat([Buffer.from([1]), Buffer.from(seed, 'hex')]).toString('base64')
    const read = signingKeyOf(`PRIVATE+KEY+comptoir+${id}+${body}`)
    expect(read?.verifier.id).toBe(id)
  })
})
