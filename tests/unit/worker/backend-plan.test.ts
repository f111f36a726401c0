import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PlanFacts, planBackend, verdictReason } from '../../../web/worker/backend-plan.ts';

const card = { name: 'acme', software: false };
const software = { name: 'swiftshader', software: true };
const won = { backend: 'webgpu', agrees: true, webgpu: 3.12, wasm: 45.678 } as const;
const lost = { backend: 'wasm', agrees: true, webgpu: 80, wasm: 45 } as const;
const wrong = { backend: 'wasm', agrees: false, difference: 0.4321 } as const;

const facts = (some: Partial<PlanFacts>): PlanFacts => ({
  choice: 'auto',
  adapter: card,
  verdict: null,
  jspi: true,
  withoutWebGpu: null,
  ...some,
});

/** Of a plan: runtime, use. */
const planned = (some: Partial<PlanFacts>) => {
  const { runtime, use } = planBackend(facts(some));
  return `${runtime} ${use}`;
};
const reason = (some: Partial<PlanFacts>) => planBackend(facts(some)).reason;

test('wasm that is asked for needs no GPU', () => {
  assert.equal(planned({ choice: 'wasm' }), 'wasm wasm');
});

test('WebGPU that is asked for serves on any adapter, in the build that the browser can run', () => {
  assert.equal(planned({ choice: 'webgpu' }), 'jspi webgpu');
  assert.equal(planned({ choice: 'webgpu', jspi: false }), 'asyncify webgpu');
  assert.equal(planned({ choice: 'webgpu', adapter: software, verdict: lost }), 'jspi webgpu');
  assert.throws(() => planBackend(facts({ choice: 'webgpu', adapter: null })), {
    code: 'backend-failed',
    message: /no adapter here/,
  });
});

test('auto takes wasm where there is no GPU, or one in software, and says so', () => {
  assert.equal(planned({ adapter: null }), 'wasm wasm');
  assert.match(reason({ adapter: null }), /no WebGPU here/);
  assert.equal(planned({ adapter: software }), 'wasm wasm');
  assert.match(reason({ adapter: software }), /in software/);
});

test('auto tries a GPU that it does not know, and follows the verdict on one that it does', () => {
  assert.equal(planned({}), 'jspi trial');
  assert.equal(planned({ jspi: false }), 'asyncify trial');
  assert.equal(planned({ verdict: won }), 'jspi webgpu');
  assert.equal(planned({ verdict: lost }), 'wasm wasm');
  assert.equal(planned({ verdict: wrong }), 'wasm wasm');
  assert.equal(
    reason({ verdict: won }),
    'WebGPU takes 3.1 ms, wasm 45.7 ms: WebGPU serves. (measured on an earlier visit)',
  );
});

test('after WebGPU failed, auto stays away from it and gives the reason', () => {
  const withoutWebGpu = 'The GPU device was lost 2 times.';
  assert.equal(planned({ withoutWebGpu, verdict: won }), 'wasm wasm');
  assert.equal(reason({ withoutWebGpu }), withoutWebGpu);
});

test('a verdict is told in one sentence', () => {
  assert.equal(verdictReason(lost), 'WebGPU takes 80.0 ms, wasm 45.0 ms: wasm serves.');
  assert.equal(verdictReason(wrong), 'WebGPU answered wrongly on this device (it differs by 0.43), so wasm serves.');
});
