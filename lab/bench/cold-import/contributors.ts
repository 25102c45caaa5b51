/** Where the time of the import goes, by package, from V8's sampling profiler. */

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as z from 'zod';
import type { Breakdown } from '../measurement.ts';
import { median } from '../statistics.ts';
import { importingProcess } from './processes.ts';

const PROFILES = 5;
const SAMPLE_EVERY_MICROSECONDS = 200;

/** Parts below this are noise. */
const LEAST_MS = 1;

const CpuProfile = z.object({
  nodes: z.array(
    z.object({
      id: z.int(),
      callFrame: z.object({
        functionName: z.string(),
        url: z.string(),
        lineNumber: z.int(),
        columnNumber: z.int(),
      }),
    }),
  ),
  samples: z.array(z.int()),
  timeDeltas: z.array(z.number()),
});
type CpuProfile = z.output<typeof CpuProfile>;
type CallFrame = CpuProfile['nodes'][number]['callFrame'];

/** Medians over a few profiled processes, which are slower than others: the shares count. */
export async function importContributors(bundle: string): Promise<Breakdown> {
  const profiles = await profilesOf(bundle);
  const maps = await sourceMaps(profiles, `${pathToFileURL(dirname(bundle))}/`);
  const byProfile = profiles.map((profile) => selfTimes(profile, (frame) => ownerOf(frame, maps)));
  const owners = new Set(byProfile.flatMap((times) => [...times.keys()]));
  const parts = [...owners]
    .map((name) => ({ name, time: median(byProfile.map((times) => times.get(name) ?? 0)) }))
    .filter(({ time }) => time >= LEAST_MS)
    .sort((a, b) => b.time - a.time)
    .map(({ name, time }) => ({ name, amounts: [time] }));
  return { kind: 'breakdown', what: 'where the time goes', unit: 'ms', columns: ['profiled'], parts };
}

async function profilesOf(bundle: string): Promise<ReadonlyArray<CpuProfile>> {
  const directory = await mkdtemp(join(tmpdir(), 'cold-import-'));
  try {
    const options = [
      '--cpu-prof',
      `--cpu-prof-dir=${directory}`,
      `--cpu-prof-interval=${SAMPLE_EVERY_MICROSECONDS}`,
    ];
    for (let index = 0; index < PROFILES; index += 1) importingProcess(bundle, options);
    const files = await readdir(directory);
    return await Promise.all(
      files.map(async (file) => CpuProfile.parse(JSON.parse(await readFile(join(directory, file), 'utf8')))),
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The source maps of all built files that the profiles saw, by their URLs. */
async function sourceMaps(
  profiles: ReadonlyArray<CpuProfile>,
  below: string,
): Promise<ReadonlyMap<string, SourceMap>> {
  const urls = profiles.flatMap(({ nodes }) => nodes.map(({ callFrame }) => callFrame.url));
  const built = [...new Set(urls)].filter((url) => url.startsWith(below));
  return new Map(await Promise.all(built.map(async (url) => [url, await sourceMapOf(url)] as const)));
}

async function sourceMapOf(url: string): Promise<SourceMap> {
  const text = await readFile(`${fileURLToPath(url)}.map`, 'utf8');
  return new SourceMap(JSON.parse(text) as SourceMapPayload);
}

/** Milliseconds by owner: each sample is the time since the one before it. */
function selfTimes(
  { nodes, samples, timeDeltas }: CpuProfile,
  ownerOfFrame: (frame: CallFrame) => string,
): ReadonlyMap<string, number> {
  const owners = new Map(nodes.map(({ id, callFrame }) => [id, ownerOfFrame(callFrame)]));
  const times = new Map<string, number>();
  samples.forEach((id, index) => {
    const owner = owners.get(id) ?? 'unknown';
    times.set(owner, (times.get(owner) ?? 0) + (timeDeltas[index] ?? 0) / 1000);
  });
  return times;
}

/** Whose code it is: a package, ourselves, or Node. */
function ownerOf(frame: CallFrame, maps: ReadonlyMap<string, SourceMap>): string {
  const { url, functionName, lineNumber, columnNumber } = frame;
  if (functionName === 'compileSourceTextModule') return 'compiling the bundle';
  if (functionName === '(garbage collector)') return 'garbage collector';
  const map = maps.get(url);
  if (map === undefined) return 'Node';
  // The body of the module runs the top level of every file in it; the profiler sees one function.
  if (functionName === '') return 'top level of the bundle';
  const entry = map.findEntry(lineNumber, columnNumber);
  const source = 'originalSource' in entry ? entry.originalSource : '';
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? 'src';
}
