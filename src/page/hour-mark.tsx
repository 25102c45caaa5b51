/** How an hour of Coverage stands, as a mark that is the same on every screen. */

import { type HourState, hourStateNames, hourStates } from '../reconcile/hour-state.ts';

interface HourMarkProps {
  readonly state: HourState;
  /** In per cent of the drawing, which is as wide as the window lets it be. */
  readonly left: number;
  readonly width: number;
  /** In pixels. */
  readonly y: number;
  readonly height: number;
  readonly title?: string;
}

/** States differ by shape as well as by colour. */
export function HourMark({ state, left, width, y, height, title }: HourMarkProps) {
  const glyph = GLYPHS[state];
  return (
    <g class={`hour-mark ${state}`}>
      {title !== undefined && <title>{`${title}: ${hourStateNames[state]}`}</title>}
      <rect x={perCent(left)} y={y + 0.75} width={perCent(width)} height={height - 1.5} rx="3" />
      {glyph !== undefined && (
        <svg x={perCent(left + width / 2)} y={y + height / 2} overflow="visible" aria-hidden="true">
          <path d={glyph} transform={`translate(${-GLYPH_SIZE / 2} ${-GLYPH_SIZE / 2})`} />
        </svg>
      )}
    </g>
  );
}

/** A share of the width of a drawing. */
export function perCent(share: number): string {
  return `${Number(share.toFixed(2))}%`;
}

/** They are drawn in the middle of a square of this size, and fit a mark that is 11 wide and 12 high. */
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
          <HourMark state={state} left={5} width={90} y={0} height={GLYPH_SIZE} />
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
