// SPDX-License-Identifier: Apache-2.0
// Texts about groups need not be part of the first load.
import { addTexts } from "./i18n";
import { groupsEn } from "./messages-groups-en";
import { groupsZh } from "./messages-groups-zh";

addTexts({ en: groupsEn, "zh-CN": groupsZh });
