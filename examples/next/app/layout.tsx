import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import '@rbee/queen-rbee-react/styles.css';
import './page.css';

export const metadata: Metadata = { title: 'Fleet' };

export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
