import type { ReactNode } from 'react';
import styles from './admin.module.css';

type Props = {
  /** Read out, not shown. */
  caption: string;
  headings: readonly string[];
  /** Its rows. */
  children: ReactNode;
};

/** A table under its headings; on a phone each row is a card. */
export function AdminTable({ caption, headings, children }: Props) {
  return (
    <table className={styles['table']}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {headings.map((heading) => (
            <th key={heading} scope="col">
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
