// SPDX-License-Identifier: Apache-2.0
// What is loaded later around pictures, files and emoji imports this, so that its texts need not be part of the first load.
import { addTexts } from "./i18n";
import { mediaEn } from "./messages-media-en";
import { mediaZh } from "./messages-media-zh";

addTexts({ en: mediaEn, "zh-CN": mediaZh });
