// Which HTTP function answers a path: the route templates of ASP.NET, as far as functions use them.
// https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-templates
import { type HttpTrigger, TriggerError } from './triggers.ts';

export interface RouteMatch {
  readonly trigger: HttpTrigger;
  readonly params: Readonly<Record<string, string>>;
}

interface Route {
  readonly trigger: HttpTrigger;
  readonly segments: ReadonlyArray<Segment>;
}

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter' | 'optional' | 'rest'; readonly name: string };

export class HttpRoutes {
  readonly #routes: ReadonlyArray<Route>;

  /** @throws {TriggerError} for a template with a constraint or a form that is not supported. */
  constructor(triggers: ReadonlyArray<HttpTrigger>, prefix: string) {
    this.#routes = triggers
      .map((trigger) => ({
        trigger,
        segments: parse(prefix === '' ? trigger.route : `${prefix}/${trigger.route}`),
      }))
      .sort((a, b) => precedence(a).localeCompare(precedence(b)));
  }

  /** The function for this method and path; another method on a known path is as unknown as another path (404). */
  find(method: string, path: string): RouteMatch | undefined {
    const parts = path.split('/').filter((part) => part !== '');
    for (const { trigger, segments } of this.#routes) {
      if (!trigger.methods.includes(method.toUpperCase())) continue;
      const params = match(segments, parts);
      if (params !== undefined) return { trigger, params };
    }
    return undefined;
  }
}

function parse(template: string): ReadonlyArray<Segment> {
  return template
    .split('/')
    .filter((part) => part !== '')
    .map((part): Segment => {
      const parameter = /^\{(?<stars>\*{0,2})(?<name>\w+)(?<optional>\??)\}$/.exec(part)?.groups;
      if (parameter !== undefined) {
        const name = parameter.name ?? '';
        if (parameter.stars !== '') return { kind: 'rest', name };
        return { kind: parameter.optional === '?' ? 'optional' : 'parameter', name };
      }
      if (/[{}]/.test(part)) throw new TriggerError(`The route segment "${part}" is not supported here.`);
      return { kind: 'literal', text: part.toLowerCase() };
    });
}

/** Literals before parameters before the rest, segment by segment. */
function precedence({ segments }: Route): string {
  const rank = { literal: '1', parameter: '2', optional: '3', rest: '4' } as const;
  return segments.map(({ kind }) => rank[kind]).join('');
}

/** Literals match in any case; parameters arrive decoded. */
function match(
  segments: ReadonlyArray<Segment>,
  parts: ReadonlyArray<string>,
): Readonly<Record<string, string>> | undefined {
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index];
    switch (segment.kind) {
      case 'literal':
        if (decode(part ?? '').toLowerCase() !== segment.text) return undefined;
        break;
      case 'parameter':
        if (part === undefined) return undefined;
        params[segment.name] = decode(part);
        break;
      case 'optional':
        if (part !== undefined) params[segment.name] = decode(part);
        break;
      case 'rest':
        if (part !== undefined) params[segment.name] = parts.slice(index).map(decode).join('/');
        return params;
    }
  }
  return parts.length > segments.length ? undefined : params;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
