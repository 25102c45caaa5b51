/** $select and $expand, as far as call records know them. */

import { badRequest } from '../operation-result.ts';

/** Query options of one level: the names to return, and the relationship to expand. */
export interface QueryOptions {
  readonly select: ReadonlyArray<string> | undefined;
  readonly expand: { readonly relationship: string; readonly options: QueryOptions } | undefined;
}

const TYPES = {
  callRecord: {
    properties:
      'id version type modalities lastModifiedDateTime startDateTime endDateTime joinWebUrl organizer participants organizer_v2 participants_v2 sessions',
    relationships: 'sessions participants_v2 organizer_v2',
  },
  session: {
    properties: 'id modalities startDateTime endDateTime isTest failureInfo caller callee segments',
    relationships: 'segments',
  },
  participant: { properties: 'id identity administrativeUnitInfos', relationships: '' },
} as const;

/** @throws GraphError 400 for options that the operation does not support. */
export function allowOnly(parameters: URLSearchParams, allowed: ReadonlyArray<string>): void {
  for (const name of parameters.keys()) {
    if (name.startsWith('$') && !allowed.includes(name)) {
      throw badRequest(
        `Query option '${name}' is not allowed. To allow it, set the 'AllowedQueryOptions' property.`,
      );
    }
  }
}

/**
 * Reads $select and $expand.
 * @throws GraphError 400 for several expands ("a single relationship") and for text that is none.
 */
export function queryOptions(parameters: URLSearchParams): QueryOptions {
  const select = parameters.get('$select') ?? undefined;
  const expand = parameters.get('$expand');
  return {
    select: select?.split(',').map((name) => name.trim()),
    expand: expand === null ? undefined : expansion(expand),
  };
}

/**
 * Returns the options.
 * @throws GraphError 400 when what is selected or expanded is not a property of the type.
 */
export function checkOptions(type: keyof typeof TYPES, options: QueryOptions): QueryOptions {
  const properties = TYPES[type].properties.split(' ');
  const stranger = options.select?.find((name) => !properties.includes(name));
  if (stranger !== undefined)
    throw badRequest(`Parsing OData Select and Expand failed: ${noProperty(stranger, type)}`);
  const relationship = options.expand?.relationship;
  if (relationship !== undefined && !TYPES[type].relationships.split(' ').includes(relationship))
    throw badRequest(noProperty(relationship, type));
  return options;
}

function noProperty(name: string, type: string): string {
  return `Could not find a property named '${name}' on type 'microsoft.graph.callRecords.${type}'.`;
}

/** A relationship, which may have options of its own in parentheses. */
const EXPANDED = /^\s*(\w+)(?:\(([^()]*)\))?\s*$/;

function expansion(text: string): QueryOptions['expand'] {
  const [, relationship, options = ''] = EXPANDED.exec(text) ?? [];
  if (relationship === undefined)
    throw badRequest(`Parsing OData Select and Expand failed: '${text}' is not a single relationship.`);
  const parameters = new URLSearchParams();
  for (const option of options.split(';').filter((part) => part !== '')) {
    const at = option.indexOf('=');
    parameters.append(option.slice(0, at).trim(), option.slice(at + 1));
  }
  allowOnly(parameters, ['$select', '$expand']);
  return { relationship, options: queryOptions(parameters) };
}
