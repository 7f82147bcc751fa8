export { clockOf } from './clock.js'
export { DemoRefused, fillDemo } from './fill.js'
export { demoRequests } from './requests.js'
export { liveWorld, type LiveWorld } from './world.js'
