/** The compiled template, read as Azure Resource Manager would: modules opened, loops over lists written out. */

import * as z from 'zod';

export const Template = z.looseObject({
  parameters: z.record(z.string(), z.looseObject({ defaultValue: z.unknown().optional() })).default({}),
  variables: z.record(z.string(), z.unknown()).default({}),
  outputs: z.record(z.string(), z.looseObject({ value: z.unknown() })).default({}),
  resources: z.record(
    z.string(),
    z.looseObject({
      type: z.string().optional(),
      existing: z.boolean().default(false),
      name: z.unknown(),
      scope: z.unknown().optional(),
      properties: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
});
export type Template = z.output<typeof Template>;

export interface Resource {
  /** Symbolic names from the outermost module inwards. */
  readonly path: string;
  readonly type: string;
  readonly name: unknown;
  readonly scope: unknown;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Where the resource's variables and parameters are. */
  readonly template: Template;
}

export function parseTemplate(text: string): Template {
  return Template.parse(JSON.parse(text));
}

/** Every resource that a template and its modules create; modules themselves are none. */
export function resourcesOf(template: Template, path = ''): ReadonlyArray<Resource> {
  return Object.entries(template.resources).flatMap(([symbol, resource]): ReadonlyArray<Resource> => {
    const { type = '', name, scope, properties, existing } = resource;
    if (existing) return [];
    const here = path === '' ? symbol : `${path}.${symbol}`;
    if (type !== 'Microsoft.Resources/deployments') {
      return [{ path: here, type, name, scope, properties, template }];
    }
    return resourcesOf(Template.parse(properties.template), here);
  });
}

/** Every template: the outermost and those of its modules, by path. */
export function templatesOf(template: Template, path = 'main'): ReadonlyArray<readonly [string, Template]> {
  const modules = Object.entries(template.resources)
    .filter(([, { type }]) => type === 'Microsoft.Resources/deployments')
    .flatMap(([symbol, { properties }]) =>
      templatesOf(Template.parse(properties.template), `${path}.${symbol}`),
    );
  return [[path, template], ...modules];
}

/** The last segments of the names that a resource gets, one for each round of its loop. */
export function namesOf({ name, template, path }: Resource): ReadonlyArray<string> {
  const list = /variables\('(\w+)'\)\[copyIndex\(\)\]\)\]$/.exec(String(name))?.[1];
  if (list === undefined) throw new Error(`${path} is named by no list: ${String(name)}`);
  return z.array(z.string()).parse(template.variables[list]);
}

/** A value, or what the variable holds that it names: `[variables('x')]`. */
export function resolved(value: unknown, { variables }: Template): unknown {
  const name = /^\[variables\('([^']+)'\)\]$/.exec(String(value))?.[1];
  return name === undefined ? value : variables[name];
}
