// What a user gets: packs the built project, looks the tarball over, installs it into an empty project and runs the
// embedding example there, on an embedded Postgres of its own. `npm run build` comes first.
import { spawn } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const STEP_MS_MAX = 180_000
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'

/** Runs to the end within its time, and gives what it printed; shows all of it where it fails. */
const run = (command, args, { cwd = root, env = {} } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: STEP_MS_MAX,
      shell: process.platform === 'win32',
    })
    let out = ''
    let all = ''
    child.stdout.on('data', (chunk) => {
      out += chunk
      all += chunk
    })
    child.stderr.on('data', (chunk) => (all += chunk))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve(out)
      else reject(new Error(`${[command, ...args].join(' ')} ended with ${code ?? signal}\n${all}`))
    })
  })

const timed = async (name, step) => {
  const start = performance.now()
  const result = await step()
  console.log(`${name}: ok (${((performance.now() - start) / 1_000).toFixed(1)} s)`)
  return result
}

const tool = (path) => join(root, 'node_modules', path)
const { dependencies, devDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))

/** A project as a user's, in TypeScript, with the driver that it needs anyway. */
const makeProject = async (project, tarball) => {
  await mkdir(project)
  await writeFile(join(project, 'package.json'), '{ "name": "host", "private": true, "type": "module" }')
  const options = {
    module: 'NodeNext',
    target: 'ES2023',
    strict: true,
    types: ['node'],
    outDir: 'out',
    rootDir: '.',
  }
  await writeFile(
    join(project, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: options, include: ['*.ts'] }),
  )
  await cp(join(root, 'examples/embed.ts'), join(project, 'embed.ts'))
  const beside = [`pg@${dependencies.pg}`, `@types/node@${devDependencies['@types/node']}`]
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
  await run(npm, ['install', ...quiet, tarball, ...beside], { cwd: project })
}

const runExample = async (project) => {
  const { openEmbeddedPostgres } = await import('../dist/adapters/embedded-postgres/index.js')
  const postgres = await openEmbeddedPostgres({
    dataDir: join(project, 'data'),
    unsafeFast: true,
    log: () => undefined,
  })
  try {
    await run('node', ['out/embed.js'], { cwd: project, env: { DATABASE_URL: postgres.url } })
  } finally {
    await postgres.close()
    await rm(postgres.dataDir, { recursive: true, force: true })
  }
}

const folder = await mkdtemp(join(tmpdir(), 'comptoir-pack-'))
// The database server may run as another user, who has to get through.
await chmod(folder, 0o755)
try {
  const tarball = await timed('npm pack', async () => {
    const packed = await run(npm, ['pack', '--ignore-scripts', '--json', '--pack-destination', folder])
    return join(folder, JSON.parse(packed)[0].filename)
  })
  await timed('publint', () => run('node', [tool('publint/src/cli.js'), tarball, '--strict']))
  await timed('attw', () =>
    run('node', [
      tool('@arethetypeswrong/cli/dist/index.js'),
      tarball,
      '--profile',
      'esm-only',
      '--no-emoji',
    ]),
  )
  const project = join(folder, 'host')
  await timed('install into an empty project', () => makeProject(project, tarball))
  await timed('compile the example there', () => run('node', [tool('typescript/bin/tsc')], { cwd: project }))
  await timed('run the example there', () => runExample(project))
  await timed('run the command there', () =>
    run(npm, ['exec', '--offline', '--', 'comptoir', '--help'], { cwd: project }),
  )
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
