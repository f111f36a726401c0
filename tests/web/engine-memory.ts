/** How much memory the worker holds: both wasm memories, and the JavaScript heap after a collection. */
import type { CDPSession, Page } from 'playwright-core';

declare global {
  /** In the worker: every WebAssembly memory that it has. */
  var wasmMemories: Set<WebAssembly.Memory>;
}

/** For the start of the worker: notes each memory that is made, or that comes with an instance. */
export const watchMemories = `
  globalThis.wasmMemories = new Set();
  const note = (memory) => { if (memory instanceof WebAssembly.Memory) wasmMemories.add(memory); };
  WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
    construct(Memory, options) { const made = new Memory(...options); note(made); return made; },
  });
  const instantiate = WebAssembly.instantiate;
  WebAssembly.instantiate = async (source, imports) => {
    const made = await instantiate(source, imports);
    Object.values((made.instance ?? made).exports).forEach(note);
    return made;
  };
`;

export interface MemoryUse {
  /** Of the core and of ONNX Runtime together. */
  wasmBytes: number;
  heapBytes: number;
}

/** Of the page's one worker. */
export async function measureMemory(page: Page): Promise<MemoryUse> {
  const worker = page.workers()[0];
  if (worker === undefined) throw new Error('the page has no worker');
  const wasmBytes = await worker.evaluate(() =>
    [...wasmMemories].reduce((sum, memory) => sum + memory.buffer.byteLength, 0),
  );
  return { wasmBytes, heapBytes: await workerHeap(page, worker.url()) };
}

/** Playwright has no session for workers: theirs is reached through the page's. */
async function workerHeap(page: Page, url: string): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const attached = new Promise<string>((resolve) => {
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.url === url) resolve(sessionId);
    });
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const ask = asker(session, await attached);
  await ask('HeapProfiler.enable');
  await ask('HeapProfiler.collectGarbage');
  const { usedSize } = (await ask('Runtime.getHeapUsage')) as { usedSize: number };
  await session.detach();
  return usedSize;
}

function asker(session: CDPSession, sessionId: string) {
  let nextId = 1;
  return (method: string) =>
    new Promise<unknown>((resolve, reject) => {
      const id = nextId++;
      const listen = ({ message }: { message: string }) => {
        const answer = JSON.parse(message);
        if (answer.id !== id) return;
        session.off('Target.receivedMessageFromTarget', listen);
        if (answer.error === undefined) resolve(answer.result);
        else reject(new Error(`${method}: ${answer.error.message}`));
      };
      session.on('Target.receivedMessageFromTarget', listen);
      session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) }).catch(reject);
    });
}
