/** Node from 22.12 on can `require` an ES module without a top-level `await`. Says `ok` if it can all of them. */
const assert = require('node:assert/strict');

const exported = {
  '@rbee/contract': 'createCheck',
  '@rbee/history': 'openHistory',
  '@rbee/hive': 'createHive',
  '@rbee/monitor': 'createMonitor',
  '@rbee/queen': 'buildQueen',
  '@rbee/queen-rbee-react': 'HeartbeatMonitor',
  '@rbee/queen-rbee-sdk': 'createHeartbeatStore',
};
for (const [name, one] of Object.entries(exported)) assert.equal(typeof require(name)[one], 'function', name);
console.log('ok');
