import { expect, test } from 'vitest'
import { issuesOf } from '../../../src/domain/kernel/codec.js'
import { Sealed } from '../../../src/domain/kernel/sealed.js'
import { mapLeft, right } from '../../../src/fp.js'
import { sealedJson } from '../../support/sellers.js'

test('what is sealed is carried as it is', () => {
  expect(Sealed.decode(sealedJson)).toEqual(right(sealedJson))
  expect(Sealed.is(sealedJson)).toBe(true)
})

test.each(['QUJD', 'QUI=', 'QQ==', 'a+/9', 'AAECAwQFBgcICQoL'.repeat(1_024)])(
  'base64 may be the ciphertext',
  (ciphertext) => expect(Sealed.is({ ...sealedJson, ciphertext })).toBe(true),
)

test.each([
  ['/ciphertext', { ciphertext: 'Jeanne Martin, 3 rue des Lilas' }],
  ['/ciphertext', { ciphertext: 'JeanneMartin1' }],
  ['/ciphertext', { ciphertext: 'QUJ' }],
  ['/ciphertext', { ciphertext: 'QUJD=' }],
  ['/ciphertext', { ciphertext: 'Q===' }],
  ['/ciphertext', { ciphertext: 'QU-_' }],
  ['/ciphertext', { ciphertext: 'QUJD\n' }],
  ['/ciphertext', { ciphertext: '' }],
  ['/ciphertext', { ciphertext: 'AAECAwQFBgcICQoL'.repeat(1_024) + 'QUJD' }],
  ['/nonce', { nonce: 'AAECAwQFBgcICQoL'.repeat(2) }],
  ['/purpose', { purpose: '' }],
  ['/subjectId', { subjectId: 'Jeanne Martin' }],
  ['/plaintext', { plaintext: 'Jeanne Martin' }],
])('what is not sealed is refused at %s', (pointer, part) => {
  const issues = mapLeft(issuesOf)(Sealed.decode({ ...sealedJson, ...part }))
  expect(issues).toMatchObject({ left: [{ pointer }] })
})
