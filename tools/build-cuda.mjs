// Builds the `ocelli` command for CUDA: `npm run build:cuda`. PyPI's wheels bring libtorch, nvcc and NCCL, so
// that neither a GPU nor an installed toolkit is needed to build; they take 3 GB to download and 8 GB on disk.
// What it makes stands below build/cuda, the wheels in build/cuda-env.
import './node-version.mjs';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, main, root, runOrFail, say } from './command.mjs';

const TORCH = '2.15.0';
/** Compute capabilities: A100, and H100 and later. */
const ARCHITECTURES = '8.0;9.0';

const environment = join(root, 'build/cuda-env');
const python = join(environment, 'bin/python');
const toolkit = join(root, 'build/cuda-toolkit');
const folder = join(root, 'build/cuda');
const timeoutMs = 45 * 60_000;

/** What a Python expression prints. */
function ask(code) {
  const { status, stdout, stderr } = spawnSync(python, ['-c', code], { encoding: 'utf8' });
  if (status !== 0) throw new CommandError(`${python}: ${stderr.trim().split('\n').at(-1)}`);
  return stdout.trim();
}

async function install() {
  if (!existsSync(python)) await runOrFail('python3', ['-m', 'venv', environment], { timeoutMs });
  const pip = (...args) => runOrFail(python, ['-m', 'pip', 'install', '--quiet', ...args], { timeoutMs });
  say(`installing PyPI's torch ${TORCH} and the CUDA compiler of its version`);
  await pip(`torch==${TORCH}`);
  const cuda = ask('import torch; print(torch.version.cuda)');
  const parts = ['nvidia-cuda-nvcc', 'nvidia-cuda-crt', 'nvidia-nvvm'];
  await pip(...parts.map((name) => `${name}==${cuda}.*`), 'nvidia-cuda-cccl');
  return { packages: ask('import sysconfig; print(sysconfig.get_paths()["purelib"])'), major: cuda.split('.')[0] };
}

/** The wheels lack libraries' unversioned names and the driver's stub: a folder of links has them. */
async function makeToolkit(wheels) {
  rmSync(toolkit, { recursive: true, force: true });
  mkdirSync(join(toolkit, 'lib64/stubs'), { recursive: true });
  for (const name of ['bin', 'include', 'nvvm']) symlinkSync(join(wheels, name), join(toolkit, name));
  for (const file of readdirSync(join(wheels, 'lib'))) {
    symlinkSync(join(wheels, 'lib', file), join(toolkit, 'lib64', file));
    const plain = file.replace(/\.so\..*$/, '.so');
    const link = join(toolkit, 'lib64', plain);
    if (plain !== file && !existsSync(link)) symlinkSync(join(wheels, 'lib', file), link);
  }
  symlinkSync('lib64', join(toolkit, 'lib'));
  const source = join(toolkit, 'stub.c');
  writeFileSync(source, 'int ocelli_driver_stub;\n');
  const stub = join(toolkit, 'lib64/stubs/libcuda.so');
  await runOrFail('gcc', ['-shared', '-fPIC', '-Wl,-soname,libcuda.so.1', source, '-o', stub], { timeoutMs });
}

await main(async () => {
  const { packages, major } = await install();
  const wheels = join(packages, 'nvidia', `cu${major}`);
  const nccl = join(packages, 'nvidia/nccl');
  await makeToolkit(wheels);
  const env = {
    PATH: `${join(toolkit, 'bin')}:${process.env.PATH}`,
    CUDA_HOME: toolkit,
    CUDACXX: join(toolkit, 'bin/nvcc'),
  };
  const settings = {
    CMAKE_PREFIX_PATH: join(packages, 'torch/share/cmake'),
    CUDAToolkit_ROOT: toolkit,
    CUDA_TOOLKIT_ROOT_DIR: toolkit,
    CMAKE_CUDA_COMPILER: join(toolkit, 'bin/nvcc'),
    TORCH_CUDA_ARCH_LIST: ARCHITECTURES,
    NCCL_INCLUDE: join(nccl, 'include'),
    NCCL_LIBRARY: join(nccl, 'lib/libnccl.so.2'),
    CMAKE_BUILD_RPATH: [join(wheels, 'lib'), join(nccl, 'lib'), join(packages, 'nvidia/cudnn/lib')].join(';'),
  };
  const given = Object.entries(settings).map(([name, value]) => `-D${name}=${value}`);
  await runOrFail('cmake', ['--preset', 'cuda', ...given], { env, timeoutMs });
  await runOrFail('cmake', ['--build', folder, '--target', 'ocelli', '-j', '2'], { env, timeoutMs });
  say(`built ${join(folder, 'ocelli')}; it trains on CPUs as well, and on GPUs with --device cuda`);
});
