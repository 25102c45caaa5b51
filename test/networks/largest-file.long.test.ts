/** The largest building file that the dashboard takes. */

import { expect, test } from 'vitest';
import { MOST_NETWORKS, readBuildingFile } from '../../src/networks/building-file.ts';
import { row } from './building-lines.ts';

/** Networks of one address each, in pieces as a file is read. */
async function* bytesOf(networks: number): AsyncGenerator<Uint8Array> {
  const inPiece = 1_000;
  for (let from = 0; from < networks; from += inPiece) {
    const numbers = Array.from({ length: Math.min(inPiece, networks - from) }, (_, n) => from + n);
    const lines = numbers.map((n) => row({ NetworkIP: addressOf(n), NetworkRange: '32' }));
    yield Buffer.from(`${lines.join('\n')}\n`);
  }
}

function addressOf(n: number): string {
  return `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
}

test('a file of a million networks is taken whole, and of one more all but the last', async () => {
  let networks = 0;
  const mistakes: Array<string> = [];
  for await (const page of readBuildingFile(bytesOf(MOST_NETWORKS + 1))) {
    networks += page.networks.length;
    mistakes.push(...page.mistakes.map(({ line, text }) => `${line}: ${text}`));
  }
  expect(networks).toBe(1_000_000);
  expect(mistakes).toEqual(['1000001: more than 1,000,000 networks; the lines below are not read']);
});
