// The logits of a model in ONNX Runtime Web, for `architectures_training.py`:
// `node tests/golden/web_logits.mjs MODEL INPUT SHAPE`, where INPUT holds float32 values of `1,3,224,224`, say. One
// JSON array.
import { readFile } from 'node:fs/promises';
import { env, InferenceSession, Tensor } from 'onnxruntime-web';

const [model, input, shape] = process.argv.slice(2);
env.wasm.numThreads = 1;
const values = new Float32Array(new Uint8Array(await readFile(input)).buffer);
const session = await InferenceSession.create(new Uint8Array(await readFile(model)), { executionProviders: ['wasm'] });
const { logits } = await session.run({ input: new Tensor('float32', values, shape.split(',').map(Number)) });
console.log(JSON.stringify(Array.from(logits.data)));
