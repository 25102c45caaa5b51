// App settings, and the `%NAME%` expressions in a function's options that stand for them.

export type Settings = Readonly<Record<string, string | undefined>>;

/**
 * Replaces every `%NAME%` by the setting of that name.
 * @throws {Error} naming a setting that has no value.
 */
export function expandSettings(text: string, settings: Settings): string {
  return text.replace(/%([^%]+)%/g, (expression, name: string) => {
    const value = settings[name];
    if (value === undefined || value === '') throw new Error(`${expression} has no value: set ${name}`);
    return value;
  });
}
