/** All pages are stored, of one version. */

import type { Safeguards } from '../safeguard.ts';

export const complete: Safeguards = {
  'all pages of sessions are read': {
    mechanism: 'Links are followed until there is none.',
    from: 'while (nextLink !== undefined) {\n      this.#followedLinks',
    to: "while (nextLink !== undefined && collection !== 'sessions') {\n      this.#followedLinks",
    proofs: { 'a large meeting is stored': 'wholeVersion' },
    test: 'with 61 sessions and 131 participants is stored with all of them',
  },
  'all pages of participants are read': {
    mechanism: 'They come in pages of their own.',
    from: 'while (nextLink !== undefined) {\n      this.#followedLinks',
    to: "while (nextLink !== undefined && collection !== 'participants_v2') {\n      this.#followedLinks",
    proofs: { 'a large meeting is stored': 'wholeVersion' },
    test: 'every page of participants arrives',
  },
  'the first two answers show one version': {
    mechanism: 'If sessions and participants are of different versions, reading starts again.',
    from: "    this.#mustBeSameVersion(body);\n    yield* this.#pages(body, 'participants_v2'",
    to: "    yield* this.#pages(body, 'participants_v2'",
    proofs: { 'a new version appears between two requests': 'wholeVersion' },
    test: 'published between two pages starts the reading again',
  },
  'a paged reading ends with a look at the version': {
    mechanism: 'Pages do not name their version. The last request does.',
    from: 'if (this.#followedLinks) this.#mustBeSameVersion(',
    to: 'if (false) this.#mustBeSameVersion(',
    proofs: { 'a new version appears before the last page': 'wholeVersion' },
    test: 'a version that moves while the last page is read is noticed',
  },
  'a whole version never gives way to one that may not be whole': {
    mechanism: 'A reading whose pages lead round is kept only where nothing better is stored.',
    from: 'if (head.incompleteBecause === undefined) return false;',
    to: '',
    proofs: { 'the pages of a newer version lead round': 'noRegression' },
    test: 'never takes the place of a whole version, and takes it once it is whole itself',
  },
  'what may not be whole is read again': {
    mechanism: 'A call whose pages lead round waits, although it is stored, until all of it is read.',
    from: "if (result.kind === 'incomplete') {",
    to: "if (result.kind === 'incomplete') return { kind: 'superseded' };\n      if (result.kind === 'incomplete') {",
    proofs: { 'a link leads to the page it stands on': 'complete' },
    test: 'is stored with a mark, counted in status, and read again at growing intervals until it is whole',
  },
  'no link leads back to the first page': {
    mechanism: 'A page that was requested without a link counts as read.',
    from: 'links.begin(url);',
    proofs: { 'a link leads to the page it stands on': 'wholeVersion' },
    test: 'a link back to the page that came without a link is not followed',
  },
  'a link is followed once': {
    mechanism: 'Pages that lead round in a circle end the reading.',
    from: 'if (read.has(url.href)) {',
    to: 'if (read.has(url.href) && false) {',
    proofs: { 'a link leads to the page it stands on': 'wholeVersion' },
    test: 'a link is followed once, however it is written',
  },
  'only storage reads and writes rows': {
    mechanism:
      'All its answers have an id. What stands in its place may answer everything, as if there were no rows.',
    from: 'if (response.status < 300 && !response.headers.has(REQUEST_ID)) throw notOfStorage(response.status);',
    proofs: {
      'something else answers a reader': 'wholeVersion',
      'something else answers a writer': 'accounted',
    },
    test: 'does not take for written what %s answers',
  },
};
