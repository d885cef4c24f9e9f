import { NavLink } from 'react-router';
import type { ReactNode } from 'react';
import styles from './care.module.css';

export type NavEntry = { to: string; label: string; extra?: ReactNode; isExact?: boolean };

/** The pages of an area, beside the brand. */
export function AreaNav({ entries }: { entries: readonly NavEntry[] }) {
  return entries.map(({ to, label, extra, isExact = false }) => (
    <NavLink key={to} to={to} end={isExact} className={styles['navLink'] ?? ''}>
      {label}
      {extra}
    </NavLink>
  ));
}
