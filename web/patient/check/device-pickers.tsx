import { NativeSelect, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Choice, DeviceState } from '../../devices/device-state.ts';

type Kind = 'camera' | 'microphone' | 'speaker';
type Props = { state: DeviceState; choose: (kind: Kind, id: string) => void };

/** A picker for each kind of device of which there is more than one. */
export function DevicePickers({ state, choose }: Props) {
  const { t } = useTranslation('patient');
  const kinds: { kind: Kind; label: string; choices: readonly Choice[]; now: string | undefined }[] = [
    {
      kind: 'camera',
      label: t('check.camera'),
      choices: state.cameras,
      now: state.camera.track?.getSettings().deviceId,
    },
    {
      kind: 'microphone',
      label: t('check.microphone'),
      choices: state.microphones,
      now: state.microphone.track?.getSettings().deviceId,
    },
    {
      kind: 'speaker',
      label: t('check.speaker'),
      choices: maySpeakerBeChosen() ? state.speakers : [],
      now: state.chosen.speaker,
    },
  ];
  return (
    <Stack gap="sm">
      {kinds
        .filter(({ choices }) => choices.length > 1)
        .map(({ kind, label, choices, now }) => (
          <NativeSelect
            key={kind}
            label={label}
            value={now ?? choices[0]?.id ?? ''}
            data={choices.map((choice, at) => ({
              value: choice.id,
              label: choice.label === '' ? t('check.unnamed', { kind: label, number: at + 1 }) : choice.label,
            }))}
            onChange={(event) => choose(kind, event.currentTarget.value)}
          />
        ))}
    </Stack>
  );
}

const maySpeakerBeChosen = () => 'setSinkId' in HTMLMediaElement.prototype;
