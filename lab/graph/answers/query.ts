/** $select and $expand, as far as call records know them. */

import { badRequest } from './response.ts';

/** Query options of one level: the names to return, and the relationship to expand. */
export interface QueryOptions {
  readonly select: ReadonlyArray<string> | undefined;
  readonly expand: { readonly relationship: string; readonly options: QueryOptions } | undefined;
}

const NO_OPTIONS: QueryOptions = { select: undefined, expand: undefined };

/**
 * Reads $select and $expand.
 * @throws GraphError 400 for several expands ("a single relationship") and for text that is none.
 */
export function queryOptions(parameters: URLSearchParams): QueryOptions {
  return { select: selection(parameters.get('$select')), expand: expansion(parameters.get('$expand')) };
}

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

/** @throws GraphError 400 when a selected name is no property of the type. */
export function checkSelection(
  select: ReadonlyArray<string> | undefined,
  type: string,
  names: ReadonlySet<string>,
): void {
  const stranger = select?.find((name) => !names.has(name));
  if (stranger === undefined) return;
  throw badRequest(
    `Parsing OData Select and Expand failed: Could not find a property named '${stranger}' on type 'microsoft.graph.callRecords.${type}'.`,
  );
}

function selection(text: string | null): ReadonlyArray<string> | undefined {
  return text === null ? undefined : text.split(',').map((name) => name.trim());
}

function expansion(text: string | null): QueryOptions['expand'] {
  if (text === null) return undefined;
  const [item, ...others] = splitOutside(text, ',');
  if (item === undefined || others.length > 0) {
    throw badRequest('Only a single relationship can be expanded: $expand accepts one item.');
  }
  const parts = /^(\w+)(?:\((.*)\))?$/s.exec(item.trim());
  const relationship = parts?.[1];
  if (relationship === undefined)
    throw badRequest(`Parsing OData Select and Expand failed: '${item}' is not an expand item.`);
  return { relationship, options: parts?.[2] === undefined ? NO_OPTIONS : nestedOptions(parts[2]) };
}

function nestedOptions(text: string): QueryOptions {
  const parameters = new URLSearchParams();
  for (const option of splitOutside(text, ';')) {
    const at = option.indexOf('=');
    parameters.append(option.slice(0, at).trim(), option.slice(at + 1));
  }
  allowOnly(parameters, ['$select', '$expand']);
  return queryOptions(parameters);
}

/** Splits at a separator that stands in no parentheses. */
function splitOutside(text: string, separator: string): ReadonlyArray<string> {
  const parts: Array<string> = [];
  let depth = 0;
  let part = '';
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === separator && depth === 0) {
      parts.push(part);
      part = '';
    } else {
      part += character;
    }
  }
  if (depth !== 0) throw badRequest('Parsing OData Select and Expand failed: unbalanced parentheses.');
  return [...parts, part];
}
