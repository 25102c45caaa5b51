/** What surrounds every screen: the navigation, which tables are read, and by which clocks times are shown. */

import type { PropsWithChildren } from 'hono/jsx';
import type { Screen, View } from './screen.ts';

interface Inside {
  /** Those that are there. */
  readonly screens: ReadonlyArray<Screen>;
  readonly current: Screen;
  readonly view: View;
  /** The same screen with UTC shown, or no longer. */
  readonly otherTimes: string;
}

type FrameProps = PropsWithChildren<{ readonly title: string } & (Inside | { readonly view?: undefined })>;

export function Frame({ title, children, ...inside }: FrameProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · Call records`}</title>
        <link rel="icon" href="/icon.svg" />
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        {inside.view !== undefined && <Header {...inside} />}
        <main id="main">{children}</main>
        {inside.view !== undefined && <Footer {...inside} />}
      </body>
    </html>
  );
}

function Header({ screens, current, view }: Inside) {
  return (
    <header class="top">
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <span class="brand">
        <img src="/icon.svg" alt="" width="20" height="20" /> Call records
      </span>
      <nav aria-label="Screens">
        {screens.map(
          ({ title, path }) =>
            title !== undefined && (
              <a href={view.href(path)} {...currentOf(path, current.path)}>
                {title}
              </a>
            ),
        )}
      </nav>
      <span class="deployment">{view.account}</span>
    </header>
  );
}

/** The calls behind a number of a screen are a part of it. */
function currentOf(path: string, shown: string): { readonly 'aria-current'?: 'page' | 'true' } {
  if (shown === path) return { 'aria-current': 'page' };
  return shown.startsWith(`${path}/`) ? { 'aria-current': 'true' } : {};
}

function Footer({ view, otherTimes }: Inside) {
  return (
    <footer class="bottom">
      <p>
        Times in {view.zone}
        {view.zone !== 'UTC' && (
          <>
            {view.showsUtc && ' and in UTC'}.{' '}
            <a href={otherTimes}>{view.showsUtc ? 'Hide UTC' : 'Show UTC as well'}</a>
          </>
        )}
      </p>
      <p>
        Account {view.account}, tenant {view.store.tenantId}, read with your own rights. A page for
        administrators: it shows all that these tables hold.
      </p>
    </footer>
  );
}
