// Which HTTP function answers a path: the route templates of ASP.NET, as far as functions use them.
// https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-templates
import { type HttpTrigger, TriggerError } from './triggers.ts';

export interface RouteMatch {
  readonly trigger: HttpTrigger;
  readonly params: Readonly<Record<string, string>>;
}

/** The function for this method and path; another method on a known path is as unknown as another path (404). */
export type FindRoute = (method: string, path: string) => RouteMatch | undefined;

/** @throws {TriggerError} for a template with a constraint or a form that is not supported. */
export function httpRoutes(triggers: ReadonlyArray<HttpTrigger>, prefix: string): FindRoute {
  const routes = triggers
    .map((trigger) => ({ trigger, ...compile(`${prefix}/${trigger.route}`) }))
    .sort((a, b) => a.precedence.localeCompare(b.precedence));
  return (method, path) => {
    for (const { trigger, pattern } of routes) {
      const match = trigger.methods.includes(method.toUpperCase()) ? pattern.exec(path) : null;
      if (match === null) continue;
      const found = Object.entries(match.groups ?? {}).filter(([, value]) => value !== undefined);
      return { trigger, params: Object.fromEntries(found.map(([name, value]) => [name, decode(value)])) };
    }
    return undefined;
  };
}

/** Literals match in any case, and go before parameters, and these before the rest of a path, segment by segment. */
function compile(template: string): { readonly pattern: RegExp; readonly precedence: string } {
  const segments = template
    .split('/')
    .filter((part) => part !== '')
    .map(compileSegment);
  return {
    pattern: new RegExp(`^${segments.map(({ source }) => source).join('')}/*$`, 'i'),
    precedence: segments.map(({ rank }) => rank).join(''),
  };
}

function compileSegment(part: string): { readonly source: string; readonly rank: 1 | 2 | 3 | 4 } {
  const parameter = /^\{(?<stars>\*{0,2})(?<name>\w+)(?<optional>\??)\}$/.exec(part)?.groups;
  if (parameter === undefined) {
    if (/[{}]/.test(part)) throw new TriggerError(`The route segment "${part}" is not supported here.`);
    return { source: `/+${part.replace(/[\\^$.*+?()[\]|]/g, '\\$&')}`, rank: 1 };
  }
  const { stars, name, optional } = parameter;
  if (stars !== '') return { source: `(?:/+(?<${name}>.+))?`, rank: 4 };
  const source = `/+(?<${name}>[^/]+)`;
  return optional === '?' ? { source: `(?:${source})?`, rank: 3 } : { source, rank: 2 };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
