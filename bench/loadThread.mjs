/**
 * Asks an HTTP server as fast as it answers, over so many connections, in a thread of its own: what the asking costs is
 * not taken from the thread that answers. Plain JavaScript, because threads are not compiled on the way.
 */
import { Agent, get } from 'node:http'
import { performance } from 'node:perf_hooks'
import { parentPort, workerData } from 'node:worker_threads'

const { url, connections, ms } = workerData
const agent = new Agent({ keepAlive: true, maxSockets: connections })

const ask = () =>
  new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`))
      response.resume()
      response.once('end', resolve)
      response.once('error', reject)
    }).once('error', reject)
  })

const taken = []
const begin = performance.now()
const askAgain = async () => {
  while (performance.now() - begin < ms) {
    const sent = performance.now()
    await ask()
    taken.push(performance.now() - sent)
  }
}
await Promise.all(Array.from({ length: connections }, askAgain))
const seconds = (performance.now() - begin) / 1_000
agent.destroy()
const sorted = taken.toSorted((a, b) => a - b)
parentPort?.postMessage({
  perSecond: taken.length / seconds,
  p99: sorted[Math.floor(taken.length * 0.99)] ?? Number.NaN,
})
