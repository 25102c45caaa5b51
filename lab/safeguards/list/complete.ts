/** 3 and 4: All pages are stored, of one version, and the document is what Graph sent. */

import type { Safeguard } from '../safeguard.ts';

const READING = 'src/adapters/graph/read-call-record.ts';
const reading = (test: string) => ({ file: 'test/adapters/graph/read-call-record.test.ts', test });

export const complete: ReadonlyArray<Safeguard> = [
  {
    name: 'all pages of sessions are read',
    guarantee: 3,
    mechanism: 'Links are followed until there is none.',
    change: {
      file: READING,
      from: 'while (nextLink !== undefined) {',
      to: "while (nextLink !== undefined && collection !== 'sessions') {",
    },
    proof: 'a large meeting is stored',
    breaks: 'wholeVersion',
    provenBy: {
      file: 'test/functions/ingest.test.ts',
      test: 'with 61 sessions and 131 participants is stored with all of them',
    },
  },
  {
    name: 'all pages of participants are read',
    guarantee: 3,
    mechanism: 'They come in pages of their own.',
    change: {
      file: READING,
      from: 'while (nextLink !== undefined) {',
      to: "while (nextLink !== undefined && collection !== 'participants_v2') {",
    },
    proof: 'a large meeting is stored',
    breaks: 'wholeVersion',
    provenBy: reading('every page of participants arrives'),
  },
  {
    name: 'the first two answers show one version',
    guarantee: 3,
    mechanism: 'Where sessions and participants are of different versions, reading begins again.',
    change: {
      file: READING,
      from: "    this.#mustBeSameVersion(body);\n    yield* this.#pages(body, 'participants_v2'",
      to: "    yield* this.#pages(body, 'participants_v2'",
    },
    proof: 'a new version appears between two requests',
    breaks: 'wholeVersion',
    provenBy: {
      file: 'test/functions/ingest.test.ts',
      test: 'published between two pages starts the reading again',
    },
  },
  {
    name: 'a paged reading ends with a look at the version',
    guarantee: 3,
    mechanism: 'Pages do not say which version they are of: the last request does.',
    change: {
      file: READING,
      from: 'if (this.#followedLinks) this.#mustBeSameVersion(',
      to: 'if (false) this.#mustBeSameVersion(',
    },
    proof: 'a new version appears before the last page',
    breaks: 'wholeVersion',
    provenBy: {
      file: 'test/adapters/graph/simulated-graph.test.ts',
      test: 'a version that moves while the last page is read is noticed',
    },
  },
  {
    name: 'no link leads back to the first page',
    guarantee: 3,
    mechanism: 'What was asked for without a link counts as read.',
    change: { file: 'src/adapters/graph/record-requests.ts', from: 'links.begin(url);', to: '' },
    proof: 'a link leads to the page it stands on',
    breaks: 'wholeVersion',
    provenBy: {
      file: 'test/adapters/graph/next-link.test.ts',
      test: 'a link back to the page that came without a link is not followed',
    },
  },
  {
    name: 'a link is followed once',
    guarantee: 3,
    mechanism: 'Pages that go round in a circle end the reading.',
    change: {
      file: 'src/adapters/graph/next-link.ts',
      from: 'if (read.has(url.href)) {',
      to: 'if (read.has(url.href) && false) {',
    },
    proof: 'a link leads to the page it stands on',
    breaks: 'wholeVersion',
    provenBy: {
      file: 'test/adapters/graph/next-link.test.ts',
      test: 'a link is followed once, however it is written',
    },
  },
  {
    name: 'every answer goes into the document',
    guarantee: 4,
    mechanism: 'As it came, page by page.',
    change: {
      file: 'src/store/write-children.ts',
      from: '    await document.add(answers);\n    if (received.participants === 0)',
      to: '    if (received.participants === 0)',
    },
    proof: 'a large meeting is stored',
    breaks: 'complete',
    provenBy: {
      file: 'test/documents/documents.test.ts',
      test: 'of a meeting with 500 sessions and 300 participants',
    },
  },
];
