/** What a stream carries, from the label of its media. */

/** What streams are counted by. */
export const mediums = ['audio', 'video', 'screenSharing'] as const;
export type Medium = (typeof mediums)[number];

/** `screenVideo` is video-based screen sharing (VBSS), `remoteDesktop` is screen sharing over RDP. */
export type MediaKind = 'audio' | 'video' | 'screenVideo' | 'remoteDesktop' | 'data';

/**
 * Labels seen: main-audio, main-video, applicationsharing-video, app-sharing, data. Others hold the same words, such as
 * panoramic-video. The label of video-based screen sharing has the word video, too, so sharing is asked first.
 */
export function mediaKindOf(label: string): MediaKind | undefined {
  const text = label.toLowerCase();
  if (text.includes('sharing')) return text.includes('video') ? 'screenVideo' : 'remoteDesktop';
  if (text.includes('audio')) return 'audio';
  if (text.includes('video')) return 'video';
  return text === 'data' ? 'data' : undefined;
}

/** The medium that counts a stream; undefined for data and for unknown labels. */
export function mediumOf(kind: MediaKind | undefined): Medium | undefined {
  switch (kind) {
    case 'audio':
    case 'video':
      return kind;
    case 'screenVideo':
    case 'remoteDesktop':
      return 'screenSharing';
    case 'data':
    case undefined:
      return undefined;
  }
}
