import { useTranslation } from 'react-i18next';
import type { Browser } from '../../devices/browser-of.ts';
import styles from './check.module.css';

/** Where the address bar is, and which sign in it is meant; `x` and `y` of the ring. */
const places: Record<Browser, { isPhone: boolean; barY: number; ring: { x: number; y: number } }> = {
  chrome: { isPhone: false, barY: 22, ring: { x: 74, y: 34 } },
  edge: { isPhone: false, barY: 22, ring: { x: 74, y: 34 } },
  firefox: { isPhone: false, barY: 22, ring: { x: 92, y: 34 } },
  safari: { isPhone: false, barY: 22, ring: { x: 42, y: 10 } },
  android: { isPhone: true, barY: 24, ring: { x: 121, y: 36 } },
  ios: { isPhone: true, barY: 136, ring: { x: 121, y: 148 } },
};

/** A drawing of the browser with a ring round the place to tap. */
export function PermissionPicture({ browser }: { browser: Browser }) {
  const { t } = useTranslation('patient');
  const { isPhone, barY, ring } = places[browser];
  const frame = isPhone ? { x: 100, width: 120 } : { x: 10, width: 300 };
  const bar = isPhone ? { x: 110, width: 100 } : { x: 62, width: 220 };
  return (
    <svg
      viewBox="0 0 320 176"
      className={styles['drawing']}
      role="img"
      aria-label={t(`help.picture.${browser}`)}
    >
      <rect x={frame.x} y={2} width={frame.width} height={172} rx={14} className={styles['window']} />
      {isPhone ? null : (
        <>
          <circle cx={24} cy={10} r={3} className={styles['sign']} />
          <circle cx={34} cy={10} r={3} className={styles['sign']} />
          <circle cx={44} cy={10} r={3} className={styles['sign']} />
        </>
      )}
      <rect x={bar.x} y={barY} width={bar.width} height={24} rx={12} className={styles['bar']} />
      <Sliders x={bar.x + 12} y={barY + 12} />
      {browser === 'firefox' ? <Camera x={92} y={34} /> : null}
      <rect
        x={bar.x + (browser === 'firefox' ? 50 : 28)}
        y={barY + 9}
        width={isPhone ? 56 : 110}
        height={6}
        rx={3}
        className={styles['line']}
      />
      <rect x={frame.x + 20} y={72} width={frame.width - 40} height={10} rx={5} className={styles['line']} />
      <rect x={frame.x + 20} y={92} width={frame.width - 70} height={10} rx={5} className={styles['line']} />
      <circle cx={ring.x} cy={ring.y} r={15} className={styles['ring']} />
    </svg>
  );
}

function Sliders({ x, y }: { x: number; y: number }) {
  return (
    <g className={styles['glyph']}>
      <path d={`M${x - 6} ${y - 3}h12M${x - 6} ${y + 3}h12`} />
      <circle cx={x - 2} cy={y - 3} r={2} />
      <circle cx={x + 3} cy={y + 3} r={2} />
    </g>
  );
}

function Camera({ x, y }: { x: number; y: number }) {
  return (
    <g className={styles['glyph']}>
      <rect x={x - 7} y={y - 4} width={9} height={8} rx={2} />
      <path d={`M${x + 2} ${y - 1}l5 -3v8l-5 -3M${x - 8} ${y + 6}l15 -12`} />
    </g>
  );
}
