/** A page in the navigation: its title there, and the document that it is made of. */
export interface Entry {
  readonly title: string;
  /** Path of a Markdown file from the root of the project, or of a page that is generated (`reference/`). */
  readonly source: string;
}

/** The navigation of the site. Documents that only links lead to are pages as well. */
export const NAVIGATION: readonly { readonly title: string; readonly entries: readonly Entry[] }[] = [
  {
    title: 'Start',
    entries: [
      { title: 'What it is', source: 'README.md' },
      { title: 'The first five minutes', source: 'docs/first-five-minutes.md' },
      { title: 'Install', source: 'docs/install.md' },
      { title: 'Concepts', source: 'docs/concepts.md' },
    ],
  },
  {
    title: 'Use',
    entries: [
      { title: 'Troubleshooting', source: 'docs/troubleshooting.md' },
      { title: 'Operating', source: 'docs/operating.md' },
      { title: 'Access control', source: 'docs/access.md' },
      { title: 'Other ways to sign in', source: 'docs/sign-in.md' },
      { title: 'Workers', source: 'docs/workers.md' },
      { title: 'Prometheus and Grafana', source: 'monitoring/README.md' },
      { title: 'In your own page', source: 'docs/embedding.md' },
    ],
  },
  {
    title: 'Reference',
    entries: [
      { title: 'Options', source: 'docs/options.md' },
      { title: 'HTTP and events', source: 'docs/http.md' },
      { title: 'The wire', source: 'docs/wire.md' },
      { title: 'Errors', source: 'docs/errors.md' },
      { title: 'Metrics', source: 'docs/metrics.md' },
      { title: 'SDK', source: 'packages/sdk/README.md' },
      { title: 'React', source: 'packages/react/README.md' },
      { title: 'What the packages export', source: 'docs/api' },
    ],
  },
  {
    title: 'About',
    entries: [
      { title: 'What else there is', source: 'docs/comparison.md' },
      { title: 'Performance', source: 'docs/performance.md' },
      { title: 'Architecture', source: 'docs/architecture.md' },
      { title: 'Decisions', source: 'docs/decisions/README.md' },
      { title: 'Contributing', source: 'CONTRIBUTING.md' },
      { title: 'Security', source: 'SECURITY.md' },
      { title: 'Changes', source: 'CHANGELOG.md' },
    ],
  },
];

/** The documents of the navigation, in its order. */
export const ENTRIES: readonly Entry[] = NAVIGATION.flatMap(({ entries }) => entries);
