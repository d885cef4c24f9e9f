import { useTranslation } from 'react-i18next';
import type { Browser } from '../../devices/browser-of.ts';
import styles from './check.module.css';

type Place = {
  isPhone: boolean;
  /** Top of the address bar. */
  barY: number;
  sign: 'sliders' | 'camera';
  /** Middle of the ring round the place to tap; the sign in the address bar when absent. */
  ring?: { x: number; y: number };
};

const places: Record<Browser, Place> = {
  chrome: { isPhone: false, barY: 14, sign: 'sliders' },
  edge: { isPhone: false, barY: 14, sign: 'sliders' },
  firefox: { isPhone: false, barY: 14, sign: 'camera' },
  // In the bar of menus, above the window.
  safari: { isPhone: false, barY: 44, sign: 'sliders', ring: { x: 50, y: 17 } },
  android: { isPhone: true, barY: 20, sign: 'sliders' },
  ios: { isPhone: true, barY: 138, sign: 'sliders' },
};

/** A drawing of the browser with a ring round the place to tap. */
export function PermissionPicture({ browser }: { browser: Browser }) {
  const { t } = useTranslation('patient');
  const { isPhone, barY, sign, ring } = places[browser];
  const hasMenus = ring !== undefined;
  const window = isPhone ? { x: 100, width: 120 } : { x: 10, width: 300 };
  const top = hasMenus ? 34 : 4;
  const bar = isPhone ? { x: 110, width: 100 } : { x: 62, width: 220 };
  const mark = { x: bar.x + 15, y: barY + 13 };
  const target = ring ?? mark;
  return (
    <svg
      viewBox="0 0 320 180"
      className={styles['drawing']}
      role="img"
      aria-label={t(`help.picture.${browser}`)}
    >
      {hasMenus ? <Menus /> : null}
      <rect
        x={window.x}
        y={top}
        width={window.width}
        height={176 - top}
        rx={14}
        className={styles['window']}
      />
      <rect x={bar.x} y={barY} width={bar.width} height={26} rx={13} className={styles['bar']} />
      {sign === 'sliders' ? <Sliders {...mark} /> : <Camera {...mark} />}
      <Line x={bar.x + 36} y={barY + 10} width={isPhone ? 50 : 110} />
      <Line x={window.x + 20} y={92} width={window.width - 40} />
      <Line x={window.x + 20} y={110} width={window.width - 70} />
      <circle cx={target.x} cy={target.y} r={15} className={styles['ring']} />
    </svg>
  );
}

function Line({ x, y, width }: { x: number; y: number; width: number }) {
  return <rect x={x} y={y} width={width} height={7} rx={3.5} className={styles['line']} />;
}

function Menus() {
  return (
    <g>
      <rect x={10} y={6} width={300} height={22} rx={6} className={styles['bar']} />
      <circle cx={24} cy={17} r={4} className={styles['sign']} />
      {[40, 72, 100, 128].map((x) => (
        <rect key={x} x={x} y={14} width={20} height={6} rx={3} className={styles['sign']} />
      ))}
    </g>
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
