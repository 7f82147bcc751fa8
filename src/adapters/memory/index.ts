/** In-process adapters for tests and simulation: nothing survives the process. */
export { memoryEventStore } from './eventStore.js'
export { memoryKeyStore } from './keyStore.js'
export { memoryReadStore } from './readStore.js'
export { sealer } from '../keys/sealer.js'
export { system } from '../system.js'
