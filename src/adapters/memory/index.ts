/** In-process adapters for tests and simulation: nothing survives the process. */
export { EventStoreMisuse } from '../appendRules.js'
export { EventStoreClosed } from '../eventStoreClosed.js'
export { memoryEventStore } from './eventStore.js'
export { memoryKeyStore } from './keyStore.js'
export { memoryReadStore } from './readStore.js'
export { sealer } from '../keys/sealer.js'
export { system } from '../system.js'
