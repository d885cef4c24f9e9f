import type { ReactNode } from 'react';
import { AppFrame } from '../ui/frame/app-frame.tsx';

export function DoctorFrame({ children }: { children: ReactNode }) {
  return (
    <AppFrame home="/doctor" width="wide">
      {children}
    </AppFrame>
  );
}
