/** The hours of a day as a drawing: how many calls began in each, how many had poor streams, and whether all are stored. */

import type { Child } from 'hono/jsx';
import { hourStateNames } from '../../reconcile/hour-state.ts';
import { counted } from '../../wording/values.ts';
import { HourKeys, HourMark, perCent } from '../hour-mark.tsx';
import { POOR_FILL, PoorPattern } from '../poor-pattern.tsx';
import type { HourOfDay } from './hours.ts';
import type { HourRead } from './read-day.ts';

/** Of the width of an hour. The drawing is as wide as the window lets it be: its widths are shares, its heights pixels. */
const BAR_SHARE = 0.65;
const BARS_HEIGHT = 120;
/** Room for the share of the highest bar, and for the scale above it. */
const ABOVE_BARS = 34;
const SCALE_TOP = 11;
const AXIS = ABOVE_BARS + BARS_HEIGHT;
const MARK_TOP = AXIS + 24;
const MARK_HEIGHT = 13;
const HEIGHT = MARK_TOP + MARK_HEIGHT + 3;

interface HourStripProps {
  readonly hours: ReadonlyArray<HourRead>;
  readonly selected: HourOfDay | undefined;
  /** Leads to the list of an hour; to that of the day when the hour is the selected one. */
  hrefOf(hour: HourOfDay | undefined): string;
}

export function HourStrip({ hours, selected, hrefOf }: HourStripProps) {
  const most = Math.max(0, ...hours.map(({ calls }) => calls));
  // Without a call there is no bar to make room for.
  const top = most === 0 ? AXIS - 4 : 0;
  return (
    <figure class="strip">
      <svg height={HEIGHT - top}>
        <title>Calls by hour</title>
        <PoorPattern />
        <g {...(top === 0 ? {} : { transform: `translate(0 ${-top})` })}>
          <line class="axis" x1="0" x2="100%" y1={AXIS} y2={AXIS} />
          {most > 0 && (
            <>
              <line class="axis most" x1="0" x2="100%" y1={ABOVE_BARS} y2={ABOVE_BARS} />
              <text class="scale" x="0" y={SCALE_TOP}>
                {counted(most, 'call')}
              </text>
            </>
          )}
          {hours.map((read, index) => (
            <Hour
              read={read}
              index={index}
              width={100 / hours.length}
              scale={BARS_HEIGHT / Math.max(1, most)}
              isSelected={read.hour === selected}
              href={hrefOf(read.hour === selected ? undefined : read.hour)}
            />
          ))}
        </g>
      </svg>
      <figcaption class="legend">
        {most > 0 && (
          <>
            <Key name="calls">
              <rect class="calls" width="14" height="10" />
            </Key>
            <Key
              name={
                <>
                  with poor streams<span class="of-share">, and their share</span>
                </>
              }
            >
              <rect fill={POOR_FILL} width="14" height="10" />
            </Key>
          </>
        )}
        <HourKeys states={hours.flatMap(({ state }) => state ?? [])} />
      </figcaption>
    </figure>
  );
}

interface HourProps {
  readonly read: HourRead;
  readonly index: number;
  /** In per cent. */
  readonly width: number;
  /** Height of one call. */
  readonly scale: number;
  readonly isSelected: boolean;
  readonly href: string;
}

function Hour({ read, index, width, scale, isSelected, href }: HourProps) {
  const { hour, calls, poor, state } = read;
  const height = (count: number) => Math.round(count * scale);
  const bar = { left: (index + (1 - BAR_SHARE) / 2) * width, width: BAR_SHARE * width };
  const middle = perCent((index + 0.5) * width);
  const barOf = (count: number) => ({
    x: perCent(bar.left),
    width: perCent(bar.width),
    y: AXIS - height(count),
    height: height(count),
  });
  return (
    <>
      <a href={href} aria-label={told(read)} {...(isSelected ? { 'aria-current': 'true' } : {})}>
        <title>{told(read)}</title>
        <rect class="hour" x={perCent(index * width)} width={perCent(width)} height={HEIGHT} rx="4" />
        {calls > 0 && <rect class="calls" {...barOf(calls)} />}
        {poor > 0 && <rect fill={POOR_FILL} {...barOf(poor)} />}
        <text class={index % 3 === 0 ? undefined : 'minor'} x={middle} y={AXIS + 16}>
          {hour.label.slice(0, 'HH'.length)}
        </text>
        {state !== undefined && <HourMark state={state} {...bar} y={MARK_TOP} height={MARK_HEIGHT} />}
      </a>
      {/* Beside the link: what is read of a link begins with what is seen of it. */}
      {poor > 0 && (
        <text class="share" x={middle} y={AXIS - height(calls) - 5}>
          {share(read)}
        </text>
      )}
    </>
  );
}

function Key({ name, children }: { readonly name: Child; readonly children?: unknown }) {
  return (
    <span>
      <svg class="key" viewBox="0 0 14 11" aria-hidden="true">
        {children}
      </svg>
      {name}
    </span>
  );
}

function share({ classified, poor }: HourRead): string {
  return `${Math.max(1, Math.round((poor / classified) * 100))} %`;
}

/** What the drawing says, in words. */
function told(read: HourRead): string {
  const { hour, calls, poor, coverage, hoursOfCoverage, callsBeyond, state } = read;
  const parts = [hour.label, counted(calls, 'call')];
  if (poor > 0) parts.push(`${poor} with poor streams (${share(read)})`);
  if (state === undefined) return parts.join(', ');
  const known = coverage.listed + coverage.unlisted;
  const several =
    hoursOfCoverage.length > 1 ? ` in the ${hoursOfCoverage.length} hours of UTC that it is part of` : '';
  if (known > 0) parts.push(`${coverage.stored} of ${known} listed are stored${several}`);
  parts.push(hourStateNames[state]);
  if (callsBeyond > 0) parts.push(`${callsBeyond} more counted than the last list showed`);
  return parts.join(', ');
}

export const hourStripStyle = `
.strip { margin: 1rem 0 0; }
.strip > svg { display: block; width: 100%; }
.strip text { fill: var(--quiet); font-size: 12px; text-anchor: middle; }
.strip .share { pointer-events: none; fill: var(--poor); font-weight: 600; font-size: 11px; }
.strip .axis { stroke: var(--line); }
.strip .most { stroke-dasharray: 2 4; }
.strip .scale { text-anchor: start; font-size: 11px; }
.strip .hour { fill: transparent; }
.strip a:hover .hour { fill: var(--line); }
.strip a[aria-current] .hour { fill: var(--selected); }
.strip a[aria-current] text { fill: var(--text); font-weight: 650; }
.strip .calls { fill: var(--calm); }
@media (max-width: 52rem) { .strip .share, .strip .of-share { display: none; } }
@media (max-width: 40rem) { .strip .minor { display: none; } }
.legend .key { width: 14px; height: 11px; margin-right: 0.4rem; vertical-align: -1px; }
`;
