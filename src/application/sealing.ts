import type { Either } from '../fp.js'
import type { SealedJson } from '../domain/kernel/sealed.js'

export interface SubjectKey {
  readonly subjectId: string
  /** 32 bytes. */
  readonly key: Uint8Array
}

/** One encryption key per data subject, outside the event store. */
export interface KeyStore {
  /** The subject's key, made on first use; `destroyed` stays so for ever. */
  keyOf(subjectId: string): Promise<SubjectKey | 'destroyed'>
  /** Without making one. */
  find(subjectId: string): Promise<SubjectKey | 'destroyed' | undefined>
  /** Erases the subject: what is sealed under this key can never be opened again. Twice is the same. */
  destroy(subjectId: string): Promise<void>
}

/** What cannot be opened, and why. */
export type Unopened =
  /** The subject was erased. */
  | { readonly type: 'Erased'; readonly subjectId: string }
  /** The bytes, the subject or the purpose are not those that were sealed. */
  | { readonly type: 'SealBroken'; readonly subjectId: string }

/** Closes personal data before it enters a command, and opens it for those who may see it. */
export interface Sealer {
  /** The same subject, purpose and text give the same bytes, so that a repeated command is the same command. */
  seal(subjectId: string, purpose: string, plaintext: string): Promise<Either<Unopened, SealedJson>>
  open(sealed: SealedJson): Promise<Either<Unopened, string>>
}
