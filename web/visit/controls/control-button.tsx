import { type ReactNode, useId } from 'react';
import styles from './controls.module.css';

type Props = {
  label: string;
  icon: ReactNode;
  onClick: () => void;
  /** `off`: what it is for is switched off. `danger`: leaves. */
  tone?: 'plain' | 'off' | 'on' | 'danger';
  /** A short figure on the button, and what it means. */
  badge?: { text: string; meaning: string } | undefined;
  isExpanded?: boolean;
  isDisabled?: boolean;
};

/** One of the round controls of a call: an icon with its word under it. */
export function ControlButton({
  label,
  icon,
  onClick,
  tone = 'plain',
  badge,
  isExpanded,
  isDisabled,
}: Props) {
  const id = useId();
  return (
    <button
      type="button"
      className={styles['control']}
      data-tone={tone}
      aria-label={label}
      aria-describedby={badge === undefined ? undefined : id}
      aria-expanded={isExpanded}
      disabled={isDisabled}
      onClick={onClick}
    >
      <span className={styles['round']}>
        {icon}
        {badge === undefined ? null : (
          <span className={styles['badge']} aria-hidden>
            {badge.text}
          </span>
        )}
      </span>
      <span className={styles['word']} aria-hidden>
        {label}
      </span>
      {badge === undefined ? null : (
        <span id={id} className="visually-hidden">
          {badge.meaning}
        </span>
      )}
    </button>
  );
}
