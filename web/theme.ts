import { type CSSVariablesResolver, type MantineColorsTuple, createTheme } from '@mantine/core';
import { SteadyButton } from './ui/steady-button.tsx';

const harbour: MantineColorsTuple = [
  '#eef5fc',
  '#d9e8f7',
  '#b3d1f0',
  '#87b7e8',
  '#62a0de',
  '#4089d1',
  '#2b75c0',
  '#1d62a8',
  '#164e88',
  '#0f3a67',
];

/** A slightly blue grey, so that dark pages look calm rather than black. */
const dark: MantineColorsTuple = [
  '#e6eaf0',
  '#c3cad5',
  '#9ba5b4',
  '#6f7a8b',
  '#4b5565',
  '#3a4352',
  '#2a323f',
  '#1d242e',
  '#151a22',
  '#0d1117',
];

/** Colour, radius, spacing and type of every page. Text is 16 px and up; what can be touched is 48 px high. */
export const theme = createTheme({
  primaryColor: 'harbour',
  primaryShade: { light: 7, dark: 7 },
  colors: { harbour, dark },
  defaultRadius: 'md',
  radius: { xs: '6px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '40px' },
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontSizes: { xs: '1rem', sm: '1rem', md: '1rem', lg: '1.125rem', xl: '1.25rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  headings: {
    fontFamily: "'Inter Variable', system-ui, sans-serif",
    fontWeight: '680',
    textWrap: 'balance',
    sizes: {
      h1: { fontSize: 'clamp(1.6rem, 1.35rem + 1.2vw, 2.125rem)', lineHeight: '1.2' },
      h2: { fontSize: '1.3rem', lineHeight: '1.3' },
      h3: { fontSize: '1.125rem', lineHeight: '1.4' },
    },
  },
  focusRing: 'auto',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: {
      defaultProps: { size: 'lg', component: SteadyButton },
      styles: { root: { minHeight: 48, fontSize: '1rem' } },
    },
    ActionIcon: { defaultProps: { size: 48, variant: 'subtle' } },
    TextInput: { defaultProps: { size: 'lg' } },
    PasswordInput: { defaultProps: { size: 'lg' } },
    Textarea: { defaultProps: { size: 'lg' } },
    NativeSelect: { defaultProps: { size: 'lg' } },
    Paper: { defaultProps: { radius: 'lg' } },
    Modal: { defaultProps: { centered: true, transitionProps: { duration: 150 } } },
    Menu: { defaultProps: { transitionProps: { duration: 120 } } },
    Tooltip: { defaultProps: { openDelay: 300, events: { hover: true, focus: true, touch: false } } },
  },
});

/** Colours with a meaning. Each text colour has a contrast of at least 4.5 on its own ground and on the page. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { '--touch': '48px', '--column': '640px', '--content': '1120px', '--motion': '160ms' },
  light: {
    '--mantine-color-body': '#f6f8fb',
    '--mantine-color-text': '#17202b',
    '--mantine-color-dimmed': '#4c5866',
    '--mantine-color-placeholder': '#5d6977',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-anchor': '#1d62a8',
    '--surface': '#ffffff',
    '--surface-raised': '#ffffff',
    '--surface-quiet': '#eaeff5',
    '--line': '#d5dde7',
    '--shadow-card': '0 1px 2px rgb(23 32 43 / 6%), 0 4px 16px rgb(23 32 43 / 5%)',
    '--expected-ground': '#e8ecf1',
    '--expected-text': '#414c5a',
    '--waiting-ground': '#fdefcf',
    '--waiting-text': '#7a4a00',
    '--live-ground': '#d8f3e1',
    '--live-text': '#0f5c30',
    '--urgent-ground': '#fde3e1',
    '--urgent-text': '#a31d15',
  },
  dark: {
    '--mantine-color-body': '#12161c',
    '--mantine-color-text': '#e9edf3',
    '--mantine-color-dimmed': '#aab4c2',
    '--mantine-color-placeholder': '#98a3b2',
    '--mantine-color-error': '#ff9d94',
    '--mantine-color-anchor': '#87b7e8',
    '--surface': '#1b212a',
    '--surface-raised': '#232b36',
    '--surface-quiet': '#222a34',
    '--line': '#36404e',
    '--shadow-card': 'none',
    '--expected-ground': '#2c3541',
    '--expected-text': '#c6cfdb',
    '--waiting-ground': '#43320f',
    '--waiting-text': '#ffcf70',
    '--live-ground': '#123c25',
    '--live-text': '#83e2a8',
    '--urgent-ground': '#4a1c1a',
    '--urgent-text': '#ffaaa2',
  },
});
