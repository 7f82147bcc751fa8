import { memoryKeyStore } from '../../../src/adapters/memory/keyStore.js'
import { keyStoreContract } from '../keyStore.contract.js'

keyStoreContract('memory', () => {
  const store = memoryKeyStore()
  return Promise.resolve({ store, again: () => store })
})
