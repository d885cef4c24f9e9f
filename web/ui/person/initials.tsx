import styles from './initials.module.css';

/** A person's picture until there is one: their initials. Their name stands beside it. */
export function Initials({ name, size = 56 }: { name: string; size?: number }) {
  const words = name.replace(/^(Dr|Prof|Mr|Mrs|Ms)\.?\s+/i, '').split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => word?.charAt(0) ?? '',
  );
  return (
    <span
      aria-hidden
      className={styles['initials']}
      style={{ width: size, height: size, fontSize: size * 0.38 }}
    >
      {letters.join('').toLocaleUpperCase()}
    </span>
  );
}
