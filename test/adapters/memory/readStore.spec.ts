import { memoryReadStore } from '../../../src/adapters/memory/readStore.js'
import { system } from '../../../src/adapters/system.js'
import { readStoreContract } from '../readStore.contract.js'

readStoreContract('memory', async () => memoryReadStore(system), { runs: 200 })
