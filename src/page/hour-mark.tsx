/** How an hour of Coverage stands, as a mark that is the same on every screen. */

import { type HourState, hourStateNames, hourStates } from '../reconcile/hour-state.ts';

interface HourMarkProps {
  readonly state: HourState;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly title?: string;
}

/** States differ by shape as well as by colour. */
export function HourMark({ state, x, y, width, height, title }: HourMarkProps) {
  const glyph = GLYPHS[state];
  const [left, top] = [x + (width - GLYPH_SIZE) / 2, y + (height - GLYPH_SIZE) / 2];
  return (
    <g class={`hour-mark ${state}`}>
      {title !== undefined && <title>{`${title}: ${hourStateNames[state]}`}</title>}
      <rect x={x + 0.75} y={y + 0.75} width={width - 1.5} height={height - 1.5} rx="3" />
      {glyph !== undefined && <path d={glyph} transform={`translate(${left} ${top})`} />}
    </g>
  );
}

/** They are drawn in the middle of a square of this size, and fit a mark that is 12 high. */
const GLYPH_SIZE = 19;

const GLYPHS: Partial<Readonly<Record<HourState, string>>> = {
  notKept: 'M6 9.5h.01M9.5 9.5h.01M13 9.5h.01',
  fresh: 'M5 9.5h9',
  due: 'M9.5 6v4h3',
  missing: 'M9.5 5v5M9.5 13v1',
  givenUp: 'M6 6l7 7M13 6l-7 7',
  hidden: 'M5.5 12l4-5 4 5',
  agedOut: 'M5 6h9M5 9.5h9M5 13h9',
};

/** Of each state that is there, what its mark means: the best first. */
export function HourKeys({ states }: { readonly states: Iterable<HourState> }) {
  const there = new Set(states);
  return hourStates
    .filter((state) => there.has(state))
    .reverse()
    .map((state) => (
      <span>
        <svg class="key square" viewBox={`0 0 ${GLYPH_SIZE} ${GLYPH_SIZE}`} aria-hidden="true">
          <HourMark state={state} x={0} y={0} width={GLYPH_SIZE} height={GLYPH_SIZE} />
        </svg>
        {hourStateNames[state]}
      </span>
    ));
}

export const hourMarkStyle = `
.hour-mark rect { fill: none; stroke: var(--line); stroke-width: 1.5; }
.hour-mark path { fill: none; stroke: var(--card); stroke-width: 2.2; stroke-linecap: round; }
.hour-mark.complete rect { fill: var(--good); stroke: none; }
.hour-mark.empty rect { fill: var(--line); stroke: none; }
.hour-mark.unchecked rect { stroke: var(--quiet); stroke-dasharray: 3 2.5; }
.hour-mark.notKept path { stroke: var(--quiet); }
.hour-mark.fresh rect, .hour-mark.fresh path { stroke: var(--good); }
.hour-mark.due rect, .hour-mark.due path { stroke: var(--quiet); }
.hour-mark.missing rect, .hour-mark.givenUp rect, .hour-mark.agedOut rect { fill: var(--poor-fill); stroke: none; }
.hour-mark.hidden rect { fill: var(--warn); stroke: none; }
.legend .key.square { width: 14px; height: 14px; vertical-align: -2px; }
`;
