import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A certificate for 127.0.0.1 and localhost, and the authority that signed it. */
export interface TlsFiles {
  /** Path of the authority's certificate: the client's `tlsCAFile`. */
  readonly caFile: string
  readonly certificate: Buffer
  readonly key: Buffer
  remove(): void
}

const EXTENSIONS = 'subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n'

/** Makes an authority of its own with the `openssl` command, valid for a day. */
export const makeTlsFiles = (): TlsFiles => {
  const directory = mkdtempSync(join(tmpdir(), 'stand-in-tls-'))
  const file = (name: string): string => join(directory, name)
  const openssl = (...args: ReadonlyArray<string>): void => {
    execFileSync('openssl', args, { cwd: directory, stdio: 'pipe' })
  }
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const ca = ['-x509', '-days', '1', '-subj', '/CN=Stand-in CA', '-keyout', 'ca.key', '-out', 'ca.crt']
  openssl('req', ...newKey, ...ca)
  openssl('req', ...newKey, '-subj', '/CN=localhost', '-keyout', 'node.key', '-out', 'node.csr')
  writeFileSync(file('extensions'), EXTENSIONS)
  const signing = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '1']
  openssl('x509', '-req', '-in', 'node.csr', ...signing, '-extfile', 'extensions', '-out', 'node.crt')
  return {
    caFile: file('ca.crt'),
    certificate: readFileSync(file('node.crt')),
    key: readFileSync(file('node.key')),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}
