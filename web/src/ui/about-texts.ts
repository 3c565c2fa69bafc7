// SPDX-License-Identifier: Apache-2.0
// Texts about what happens to messages need not be part of the first load.
import { addTexts } from "./i18n";
import { aboutEn } from "./messages-about-en";
import { aboutZh } from "./messages-about-zh";

addTexts({ en: aboutEn, "zh-CN": aboutZh });
