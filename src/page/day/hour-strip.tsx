/** The hours of a day as a drawing: how many calls began in each, how many had poor streams, and whether all are stored. */

import { hourStateNames } from '../../reconcile/hour-state.ts';
import { counted } from '../../wording/values.ts';
import { HourKeys, HourMark } from '../hour-mark.tsx';
import { POOR_FILL, PoorPattern } from '../poor-pattern.tsx';
import type { HourOfDay } from './hours.ts';
import type { HourRead } from './read-day.ts';

const HOUR_WIDTH = 40;
const BAR_WIDTH = 26;
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
  const width = hours.length * HOUR_WIDTH;
  return (
    <figure class="strip">
      <div class="scroll">
        <svg viewBox={`0 0 ${width} ${HEIGHT}`}>
          <title>Calls by hour</title>
          <PoorPattern />
          <line class="axis" x1="0" x2={width} y1={AXIS} y2={AXIS} />
          {most > 0 && (
            <>
              <line class="axis most" x1="0" x2={width} y1={ABOVE_BARS} y2={ABOVE_BARS} />
              <text class="scale" x="0" y={SCALE_TOP}>
                {counted(most, 'call')}
              </text>
            </>
          )}
          {hours.map((read, index) => (
            <Hour
              read={read}
              x={index * HOUR_WIDTH}
              scale={BARS_HEIGHT / Math.max(1, most)}
              isSelected={read.hour === selected}
              href={hrefOf(read.hour === selected ? undefined : read.hour)}
            />
          ))}
        </svg>
      </div>
      <figcaption class="legend">
        <Key name="calls">
          <rect class="calls" width="14" height="10" />
        </Key>
        <Key name="with poor streams, and their share">
          <rect fill={POOR_FILL} width="14" height="10" />
        </Key>
        <HourKeys states={hours.flatMap(({ state }) => state ?? [])} />
      </figcaption>
    </figure>
  );
}

interface HourProps {
  readonly read: HourRead;
  readonly x: number;
  /** Height of one call. */
  readonly scale: number;
  readonly isSelected: boolean;
  readonly href: string;
}

function Hour({ read, x, scale, isSelected, href }: HourProps) {
  const { hour, calls, poor, state } = read;
  const left = x + (HOUR_WIDTH - BAR_WIDTH) / 2;
  const middle = x + HOUR_WIDTH / 2;
  const height = (count: number) => Math.round(count * scale);
  return (
    <>
      <a href={href} aria-label={told(read)} {...(isSelected ? { 'aria-current': 'true' } : {})}>
        <title>{told(read)}</title>
        <rect class="hour" x={x} width={HOUR_WIDTH} height={HEIGHT} rx="4" />
        {calls > 0 && (
          <rect class="calls" x={left} y={AXIS - height(calls)} width={BAR_WIDTH} height={height(calls)} />
        )}
        {poor > 0 && (
          <rect fill={POOR_FILL} x={left} y={AXIS - height(poor)} width={BAR_WIDTH} height={height(poor)} />
        )}
        <text x={middle} y={AXIS + 16}>
          {hour.label.slice(0, 'HH'.length)}
        </text>
        {state !== undefined && (
          <HourMark state={state} x={left} y={MARK_TOP} width={BAR_WIDTH} height={MARK_HEIGHT} />
        )}
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

function Key({ name, children }: { readonly name: string; readonly children?: unknown }) {
  return (
    <span>
      <svg class="key" viewBox="0 0 14 11" aria-hidden="true">
        {children}
      </svg>
      {name}
    </span>
  );
}

function share({ calls, poor }: HourRead): string {
  return `${Math.max(1, Math.round((poor / calls) * 100))} %`;
}

/** What the drawing says, in words. */
function told(read: HourRead): string {
  const { hour, calls, poor, coverage, hoursOfCoverage, state } = read;
  const parts = [hour.label, counted(calls, 'call')];
  if (poor > 0) parts.push(`${poor} with poor streams (${share(read)})`);
  if (state === undefined) return parts.join(', ');
  const known = coverage.listed + coverage.unlisted;
  const several =
    hoursOfCoverage.length > 1 ? ` in the ${hoursOfCoverage.length} hours of UTC that it is part of` : '';
  if (known > 0) parts.push(`${coverage.stored} of ${known} listed are stored${several}`);
  parts.push(hourStateNames[state]);
  return parts.join(', ');
}

export const hourStripStyle = `
.strip { margin: 1rem 0 0; }
.strip .scroll > svg { display: block; width: 100%; min-width: 44rem; height: auto; }
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
/* The drawing is smaller there, its text is not. */
@media (max-width: 60rem) { .strip text { font-size: 15px; } .strip .share, .strip .scale { font-size: 14px; } }
.legend .key { width: 14px; height: 11px; margin-right: 0.4rem; vertical-align: -1px; }
`;
