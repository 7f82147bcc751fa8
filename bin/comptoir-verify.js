#!/usr/bin/env node
import { existsSync } from 'node:fs'

const main = new URL('../dist/verify/main.js', import.meta.url)
if (existsSync(main)) {
  await import(main.href)
} else {
  process.stderr.write('comptoir-verify: not built yet: run `npm run build` first\n')
  process.exitCode = 1
}
