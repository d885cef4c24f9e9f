import { Video } from '../ui/video.tsx';
import styles from './devices.module.css';

type Props = { track: MediaStreamTrack; label: string };

/** One's own camera, mirrored, as people know themselves. */
export function Preview({ track, label }: Props) {
  return <Video track={track} label={label} className={styles['video']} isMirrored />;
}
